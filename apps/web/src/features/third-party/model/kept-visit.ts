import { innerAddress } from "../../session";

/** What for: to sign in, or to show once more that it is oneself who is signed in. */
export type Purpose = "sign_in" | "proof";

/** What this tab keeps while its person is at another site. The verifier makes what comes back good here and nowhere else. */
export interface KeptVisit {
  purpose: Purpose;
  provider: string;
  /** What stood on the button. */
  label: string;
  verifier: string;
  /** Where to go afterwards, an address of this client. */
  to: string;
}

const KEY = "vestibule.visit";

/** Keeps a visit, in place of an earlier one. */
export function keepVisit(visit: KeptVisit): void {
  storage()?.setItem(KEY, JSON.stringify(visit));
}

/** The visit that this tab began and has not come back from. */
export function keptVisit(): KeptVisit | undefined {
  try {
    const kept: unknown = JSON.parse(storage()?.getItem(KEY) ?? "null");
    return isVisit(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The visit is over: its verifier is of no use any more. */
export function forgetVisit(): void {
  storage()?.removeItem(KEY);
}

/** Whether a visit can be kept at all: nobody is sent away who could not come back. */
export function canKeep(): boolean {
  return storage() !== undefined;
}

function isVisit(value: unknown): value is KeptVisit {
  if (typeof value !== "object" || value === null) return false;
  const { purpose, provider, label, verifier, to } = value as Partial<Record<keyof KeptVisit, unknown>>;
  const texts = [provider, label, verifier].every((text) => typeof text === "string" && text !== "");
  return texts && (purpose === "sign_in" || purpose === "proof") && innerAddress(to) !== undefined;
}

function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
