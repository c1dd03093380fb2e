import type { OfferLink } from "../../../api";

/** The login that the other site suggests: its own, or the first part of the e-mail address. The person may change it. */
export function suggestedLogin({ login, email }: Pick<OfferLink["link"], "login" | "email">): string {
  return login ?? email?.split("@")[0] ?? "";
}
