import { answer, api } from "../../../api";
import { thisDevice } from "../../../platform/browser/device";
import { type Answered, readStep } from "../../choose-session";

/** `conference` is the direct way (CNF-2): only `ws` accounts come in by it. */
export type Entrance = "home" | "conference";

/** Redeems what the browser came back with: the answer is that of a sign-in, or the offer to connect an account. */
export async function redeem(code: string, verifier: string, entrance: Entrance): Promise<Answered> {
  const body = { code, verifier, entrance, device: await device(), transport: "cookie" as const };
  return readStep(api.POST("/api/v1/sign-in/third-party/redeem", { body }));
}

/** Shows once more that it is the person, by the provider's word; the session's cookie is replaced in the same answer. */
export async function proveByVisit(code: string, verifier: string): Promise<void> {
  await answer(api.POST("/api/v1/me/proof", { body: { code, verifier } }));
}

/** Makes an account without a password for who one is at the other site, and goes on as its sign-in. */
export async function register(
  attempt: string,
  called: { login: string; name: string },
  entrance: Entrance,
): Promise<Answered> {
  const params = { path: { attempt } };
  const body = { login: called.login, ...(called.name && { name: called.name }), entrance, device: await device() };
  return readStep(api.POST("/api/v1/sign-in/{attempt}/register", { params, body }));
}

async function device() {
  return { client: "web" as const, ...(await thisDevice()) };
}
