import { useTranslation } from "react-i18next";
import type { SessionList } from "../../../api";
import { limitFacts } from "../../sessions";

/** What the notice says above the list. */
export interface NoticeWords {
  heading: string;
  text: string;
}

/** The notice in words: what is off and until when, or that everything works again. Without a list the plain fact. */
export function useNoticeWords(restricted: boolean, list: SessionList | undefined): NoticeWords {
  const { t } = useTranslation("session-limit");
  const facts = list && limitFacts(list);
  if (!restricted) {
    const allowed = facts && facts.limit > 0 && t("notice.freedFacts", { count: facts.devices, limit: facts.limit });
    return { heading: t("notice.freed"), text: [allowed, t("notice.works")].filter(Boolean).join(" ") };
  }
  const count = facts?.toEnd ?? 1;
  return {
    heading: facts ? t("notice.heading", { count: facts.devices, limit: facts.limit }) : t("notice.headingUnknown"),
    text: count === 1 ? t("notice.untilOne") : t("notice.untilMore", { count }),
  };
}
