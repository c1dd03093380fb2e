import { answer, api, type SignInStep } from "../../../api";

/** Sends the code of the app, or a recovery code; a wrong one leaves the sign-in where it is. */
export function proveFactor(attempt: string, code: string): Promise<SignInStep> {
  return answer(api.POST("/api/v1/sign-in/{attempt}/second-factor", { params: { path: { attempt } }, body: { code } }));
}
