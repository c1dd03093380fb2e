import { answer, api } from "../../../api";
import type { Purpose } from "../model/kept-visit";

/**
 * Begins a visit; gives the page at the provider to go to. It will send the browser back to `/sign-in/return`. For a
 * proof the provider is told to ask who it is, even if it knows.
 */
export async function beginVisit(provider: string, purpose: Purpose, verifierHash: string): Promise<string> {
  const call = { params: { path: { provider } }, body: { verifier_hash: verifierHash, return_to: "web" } };
  const begun =
    purpose === "proof"
      ? api.POST("/api/v1/me/proof/third-party/{provider}", call)
      : api.POST("/api/v1/sign-in/third-party/{provider}", call);
  return (await answer(begun)).url;
}
