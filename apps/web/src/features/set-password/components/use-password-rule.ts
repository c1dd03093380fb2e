import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { serverQuery } from "../../server";

/** NIST 800-63B-4 for passwords used alone; the server's own number wins once it is known. */
const USUAL_LEAST = 15;

/** The rule of new passwords in words, and a check before sending. The server checks again, and more. */
export function usePasswordRule(): { rule: string; problemWith: (password: string) => string | undefined } {
  const { t } = useTranslation("set-password");
  const { data } = useQuery(serverQuery);
  const least = data?.password.least_length ?? USUAL_LEAST;
  return {
    rule: t("rule", { count: least }),
    // Counted in code points after NFKC, as the server does.
    problemWith: (password) =>
      [...password.normalize("NFKC")].length < least ? t("tooShort", { count: least }) : undefined,
  };
}
