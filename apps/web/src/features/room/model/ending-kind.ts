import type { Ending } from "../../../call";

/** An ending as a person understands it. */
export type EndingKind =
  | Exclude<Ending["is"], "refused">
  /** Taken out because the session ended, not by a moderator. */
  | "signedOut"
  | "refused"
  /** Refused because there is no such conference any more. */
  | "gone";

export function kindOf(ending: Ending, sessionEnded: boolean): EndingKind {
  if (ending.is === "removed" && sessionEnded) return "signedOut";
  if (ending.is === "refused" && ending.code === "conference_not_found") return "gone";
  return ending.is;
}

/** What can be done next: the main button, and how logging in is offered to somebody who is not signed in. */
export interface WaysOn {
  /** `again`: ask at the door; `elsewhere`, `lost`: straight back in. */
  readonly main: "again" | "elsewhere" | "lost" | null;
  readonly logIn: "main" | "secondary" | null;
}

export function waysOn(kind: EndingKind, signedIn: boolean): WaysOn {
  if (kind === "signedOut") return { main: null, logIn: signedIn ? null : "main" };
  const logIn = signedIn ? null : "secondary";
  if (kind === "ended" || kind === "gone") return { main: null, logIn };
  return { main: kind === "elsewhere" || kind === "lost" ? kind : "again", logIn };
}
