import { lazy } from "react";
import { loadWords } from "../../../i18n";

const file = () => import("./captcha-part");

/** The captcha of a form. Draw it where {@link loadCaptcha} has been awaited, and nothing flickers. */
export const CaptchaPart = lazy(() => file().then(({ CaptchaPart }) => ({ default: CaptchaPart })));

/** Fetches what a captcha is drawn with. Throws when the server does not answer. */
export async function loadCaptcha(): Promise<void> {
  await Promise.all([file(), loadWords("captcha")]);
}
