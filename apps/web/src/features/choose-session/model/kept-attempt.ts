import type { AskSecondFactor, ChooseSession, OfferLink } from "../../../api";
import { innerAddress } from "../../session";

/** What this tab keeps of a sign-in that has a step to go, so that a reload finds the way back. No secret: that is a cookie. */
export interface KeptAttempt {
  id: string;
  /** What was typed as the login, for the form, should the attempt be over. */
  login: string;
  /** Where to go afterwards, an address of this client. */
  to: string;
}

/** A step that has a page of its own. */
export type StepToGo = AskSecondFactor | ChooseSession | OfferLink;

const KEY = "vestibule.sign-in";

let held: { attempt: KeptAttempt; step: StepToGo } | undefined;

/** Keeps an attempt; with the step it stands at, the page of that step need not ask first. */
export function keepAttempt(attempt: KeptAttempt, step: StepToGo): void {
  held = { attempt, step };
  storage()?.setItem(KEY, JSON.stringify(attempt));
}

/** The attempt this tab is in, if it is in one. */
export function keptAttempt(): KeptAttempt | undefined {
  if (held) return held.attempt;
  try {
    const kept: unknown = JSON.parse(storage()?.getItem(KEY) ?? "null");
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The step the attempt was kept at; nothing after a reload. */
export function firstStep(): StepToGo | undefined {
  return held?.step;
}

/** The attempt is over, used or cancelled. */
export function forgetAttempt(): void {
  held = undefined;
  storage()?.removeItem(KEY);
}

function isKept(value: unknown): value is KeptAttempt {
  if (typeof value !== "object" || value === null) return false;
  const { id, login, to } = value as Partial<Record<keyof KeptAttempt, unknown>>;
  return typeof id === "string" && typeof login === "string" && innerAddress(to) !== undefined;
}

function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    // Storage refused: the window works, a reload begins anew.
    return undefined;
  }
}
