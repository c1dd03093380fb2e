import { answer, api, type Captcha, type CaptchaKind } from "../../../api";

/** Asks for a captcha: a picture, or work for the device of whoever cannot see one. */
export function askCaptcha(kind: CaptchaKind): Promise<Captcha> {
  return answer(api.POST("/api/v1/captchas", { body: { kind } }));
}
