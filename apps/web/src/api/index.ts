import { answer as answerOf, asProblem, createApi } from "@vestibule/api-client";

/** The one client of this page's own server. */
export const api = createApi({ origin: typeof location === "undefined" ? "" : location.origin });

const watchers = new Set<() => void>();

/** Calls back when any call is refused because nobody is signed in any more. */
export function whenRefusedAsSignedOut(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

/** What a call came to: its data, or a thrown {@link Problem}. A lost session is told to whoever keeps it. */
export async function answer<T>(call: Parameters<typeof answerOf<T>>[0]): Promise<T> {
  try {
    return await answerOf<T>(call);
  } catch (thrown) {
    if (asProblem(thrown).code === "signed_out") for (const act of watchers) act();
    throw thrown;
  }
}

export type * from "@vestibule/api-client";
export { type Api, asProblem, Problem } from "@vestibule/api-client";
