import { answer, api, type SignInStep, type SolvedCaptcha } from "../../../api";
import { heldChoices } from "../../../platform/browser/choices";
import { thisDevice } from "../../../platform/browser/device";

/** What a sign-in carries. `entrance: "conference"` is the direct way (CNF-2): only `ws` accounts come in by it. */
export interface Credentials {
  login: string;
  password: string;
  entrance?: "home" | "conference";
  /** Where one is asked (CAP-1). It is used up, whatever comes of the sign-in. */
  captcha?: SolvedCaptcha | undefined;
  /** The attempt of a step `link`, to tie its identity at another site to this account (SIGN-3). */
  link?: string | undefined;
}

/** Signs in with a password; the secrets of the session, or of the attempt, are cookies that scripts never see. */
export async function askSignIn({
  login,
  password,
  entrance = "home",
  captcha,
  link,
}: Credentials): Promise<SignInStep> {
  const device = { client: "web" as const, ...(await thisDevice()) };
  const along = { ...(captcha && { captcha }), ...(link !== undefined && { link }) };
  const body = { login, password, entrance, device, transport: "cookie" as const, ...along };
  return answer(api.POST("/api/v1/sign-in", { body }));
}

/** Ends this browser's session. The server has the browser forget what the site stored; choices of the device stay. */
export async function askSignOut(): Promise<void> {
  const restore = heldChoices();
  await answer(api.POST("/api/v1/sign-out"));
  restore();
}
