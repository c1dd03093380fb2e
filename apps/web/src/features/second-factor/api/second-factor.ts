import { queryOptions } from "@tanstack/react-query";
import { answer, api, type TotpEnrolment } from "../../../api";

/** Whether an authenticator app is set up, since when, and how many recovery codes are left. */
export const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: () => answer(api.GET("/api/v1/me/second-factor")),
});

/** Begins to set up an app; an earlier beginning is void. Nothing is asked for at sign-in before the first code. */
export function beginEnrolment(): Promise<TotpEnrolment> {
  return answer(api.POST("/api/v1/me/second-factor/totp"));
}

/** Sets the app up by its first code; gives the recovery codes, which are told only now. */
export async function confirmEnrolment(code: string): Promise<string[]> {
  return (await answer(api.POST("/api/v1/me/second-factor/totp/confirm", { body: { code } }))).recovery_codes;
}

/** Makes new recovery codes in place of the earlier ones. */
export async function renewRecoveryCodes(code: string): Promise<string[]> {
  return (await answer(api.POST("/api/v1/me/second-factor/recovery-codes", { body: { code } }))).recovery_codes;
}

/** Removes the app and its recovery codes. */
export async function removeSecondFactor(code: string): Promise<void> {
  await answer(api.POST("/api/v1/me/second-factor/remove", { body: { code } }));
}
