import { answer, api } from "../../../api";
import { thisDevice } from "../../../platform/browser/device";
import { type Answered, readStep } from "../../choose-session";

/** Begins a visit; gives the page at the provider to go to. It will send the browser back to `/sign-in/return`. */
export async function beginVisit(provider: string, verifierHash: string): Promise<string> {
  const body = { verifier_hash: verifierHash, return_to: "web" };
  return (await answer(api.POST("/api/v1/sign-in/third-party/{provider}", { params: { path: { provider } }, body })))
    .url;
}

/** Redeems what the browser came back with: the answer is that of a sign-in, or the offer to connect an account. */
export async function redeem(code: string, verifier: string, entrance: "home" | "conference"): Promise<Answered> {
  const device = { client: "web" as const, ...(await thisDevice()) };
  const body = { code, verifier, entrance, device, transport: "cookie" as const };
  return readStep(api.POST("/api/v1/sign-in/third-party/redeem", { body }));
}
