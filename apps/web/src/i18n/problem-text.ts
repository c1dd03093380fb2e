import type { Problem } from "@vestibule/api-client";
import { useTranslation } from "react-i18next";

/** Turns a problem into words: its code's message, else a general one that names the code for support. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation("errors");
  return (problem) => {
    const facts = {
      count: problem.retryAfter === undefined ? 0 : Math.ceil(problem.retryAfter / 60),
      code: problem.code,
    };
    const key = problem.code as "unexpected";
    return i18n.exists(`errors:${key}`, facts) ? t(key, facts) : t("unexpected", facts);
  };
}
