import type { KeptVisit } from "../../third-party";

/** Why there is nothing to redeem: the server's words, and that another tab or browser began the visit. */
export type NoCode = "denied" | "provider_failed" | "expired" | "unknown_visit" | "elsewhere";

/** What a browser came back with. */
export type CameBack =
  | { is: "code"; code: string; visit: KeptVisit }
  | { is: "no_code"; why: NoCode }
  /** Somebody opened the page by hand, or loaded it again after its work was done. */
  | { is: "nothing" };

const TOLD: readonly string[] = ["denied", "provider_failed", "expired", "unknown_visit"] satisfies NoCode[];

/** Reads what stood behind `#`, for the visit that this tab keeps. */
export function cameBack(fragment: string, visit: KeptVisit | undefined): CameBack {
  const said = new URLSearchParams(fragment);
  const error = said.get("error");
  // A word that this page does not know yet: nothing more is known than that it failed there.
  if (error) return { is: "no_code", why: TOLD.includes(error) ? (error as NoCode) : "provider_failed" };
  const code = said.get("code");
  if (!code) return { is: "nothing" };
  return visit ? { is: "code", code, visit } : { is: "no_code", why: "elsewhere" };
}
