import { type Admission, answer, api } from "../../../api";
import { memoryOf, rememberIn } from "../model/memory";

/**
 * Asks to enter. A guest who was in before shows the admission of this tab too and comes back as the same person; the
 * server takes the name when that admission is over, and ignores both of somebody who is signed in (CNF-4).
 */
export async function admit(number: string, name: string): Promise<Admission> {
  const known = memoryOf(number).admission;
  const admission = await answer(
    api.POST("/api/v1/conferences/{number}/admissions", {
      params: { path: { number } },
      body: { ...(name !== "" && { name }), ...(known !== null && { admission: known }) },
    }),
  );
  if (admission.admission) rememberIn(number, { admission: admission.admission });
  return admission;
}
