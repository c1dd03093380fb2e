import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import type { Way } from "../model/captcha";

/** Why there is no picture, or no proof, in words: how long to wait, and the other way. */
export function useTroubleText(way: Way): (trouble: Problem) => string {
  const { t } = useTranslation("captcha");
  const say = useProblemText();
  return (trouble) => {
    if (trouble.code === "too_many_captchas") {
      return t(`tooMany.${way}`, { count: Math.max(1, Math.ceil((trouble.retryAfter ?? 0) / 60)) });
    }
    // Neither the server nor the network: this device.
    const here = trouble.code === "unexpected" || trouble.code === "captcha_too_slow";
    return way === "work" && here ? t("work.failed") : say(trouble);
  };
}
