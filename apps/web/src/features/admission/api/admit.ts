import { type Admission, answer, api, asProblem } from "../../../api";
import { forgetAdmission, memoryOf, rememberIn } from "../model/memory";

/**
 * Asks to enter. A guest who was in before shows the admission of this tab and comes back as the same person; the
 * server ignores name and admission of somebody who is signed in (CNF-4).
 */
export async function admit(number: string, name: string): Promise<Admission> {
  const known = memoryOf(number).admission;
  try {
    return await ask(number, name, known);
  } catch (thrown) {
    // The old admission is over (ten minutes after leaving, or removed): it is no use any more, a new one may be.
    if (known !== null && asProblem(thrown).code === "admission_over") {
      forgetAdmission(number);
      return ask(number, name, null);
    }
    throw thrown;
  }
}

async function ask(number: string, name: string, known: { id: string; secret: string } | null): Promise<Admission> {
  const admission = await answer(
    api.POST("/api/v1/conferences/{number}/admissions", {
      params: { path: { number } },
      body: { ...(name !== "" && { name }), ...(known !== null && { admission: known }) },
    }),
  );
  if (admission.admission) rememberIn(number, { admission: admission.admission });
  return admission;
}
