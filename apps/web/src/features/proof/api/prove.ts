import { answer, api } from "../../../api";

/** Shows once more that it is the person: the password, and the session's cookie is replaced in the same answer. */
export async function prove(password: string): Promise<void> {
  await answer(api.POST("/api/v1/me/proof", { body: { password } }));
}
