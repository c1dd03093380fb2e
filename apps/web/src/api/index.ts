import { answer as answerOf, asProblem, createApi } from "@vestibule/api-client";

/** The one client of this page's own server. */
export const api = createApi({ origin: typeof location === "undefined" ? "" : location.origin });

/** Refusals after which nobody knows any more who is signed in here and what they may do. */
const DOUBTS: ReadonlySet<string> = new Set(["signed_out", "session_restricted"]);

const watchers = new Set<() => void>();

/** Calls back when a refusal shows that who is signed in, or what they may do, is not what this page thought. */
export function whenStandingIsDoubted(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

/** What a call came to: its data, or a thrown {@link Problem}. A doubt about the session is told to whoever keeps it. */
export async function answer<T>(call: Parameters<typeof answerOf<T>>[0]): Promise<T> {
  try {
    return await answerOf<T>(call);
  } catch (thrown) {
    if (DOUBTS.has(asProblem(thrown).code)) for (const act of watchers) act();
    throw thrown;
  }
}

export type * from "@vestibule/api-client";
export { type Api, asProblem, Problem } from "@vestibule/api-client";
