import { answer, api, type SignedIn } from "../../../api";
import { heldChoices } from "../../../platform/browser/choices";
import { thisDevice } from "../../../platform/browser/device";

/** What a sign-in carries. `entrance: "conference"` is the direct way (CNF-2): only `ws` accounts come in by it. */
export interface Credentials {
  login: string;
  password: string;
  entrance?: "home" | "conference";
}

/** Signs in with a password; the session is a cookie that scripts never see. */
export async function askSignIn({ login, password, entrance = "home" }: Credentials): Promise<SignedIn> {
  const device = { client: "web" as const, ...(await thisDevice()) };
  return answer(api.POST("/api/v1/sign-in", { body: { login, password, entrance, device, transport: "cookie" } }));
}

/** Ends this browser's session. The server has the browser forget what the site stored; choices of the device stay. */
export async function askSignOut(): Promise<void> {
  const restore = heldChoices();
  await answer(api.POST("/api/v1/sign-out"));
  restore();
}
