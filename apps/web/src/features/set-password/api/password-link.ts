import { answer, api, type PasswordLinkOwner } from "../../../api";

/** Whose password a link sets. */
export function checkPasswordLink(secret: string): Promise<PasswordLinkOwner> {
  return answer(api.POST("/api/v1/password-links/check", { body: { secret } }));
}

/** Sets the password; the link works no more. */
export async function redeemPasswordLink(secret: string, password: string): Promise<void> {
  await answer(api.POST("/api/v1/password-links/redeem", { body: { secret, password } }));
}
