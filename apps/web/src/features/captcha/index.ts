/** Telling people from programs beside a form (CAP-1 to CAP-5). Loaded only where a captcha is asked. */
export { CaptchaPart, loadCaptcha } from "./components/lazy";
export type { Captcha } from "./model/captcha";
