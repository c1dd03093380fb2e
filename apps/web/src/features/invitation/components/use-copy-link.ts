import { useTranslation } from "react-i18next";
import { toast } from "../../../ui";

/** Copies a conference's link and says so; where the browser has no clipboard, the link itself is shown. */
export function useCopyLink(): (link: string) => Promise<void> {
  const { t } = useTranslation("invitation");
  return async (link) => {
    try {
      await navigator.clipboard.writeText(link);
      toast(t("copied"));
    } catch {
      toast(link, "notice");
    }
  };
}
