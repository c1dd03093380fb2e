import { queryOptions } from "@tanstack/react-query";
import { answer } from "@vestibule/api-client";
import { api, asProblem, type EndReason, type Me } from "../../../api";
import { cameWithoutSession } from "../../../platform/browser/session-hint";

/** Who is signed in in this browser; when nobody, why, if the server knows. */
export type Whom = { me: Me } | { me: null; reason: EndReason | undefined };

const NOBODY: Whom = { me: null, reason: undefined };

/** Asks who is signed in. "Nobody" is an answer, not an error. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => (cameWithoutSession() ? NOBODY : askWhom()),
  staleTime: 60_000,
});

/**
 * The question itself. Refused without a reason it is asked once more: a proof in another tab may have replaced the
 * cookie while it was on its way.
 */
export async function askWhom(): Promise<Whom> {
  const whom = await askOnce();
  return whom.me === null && whom.reason === undefined ? askOnce() : whom;
}

async function askOnce(): Promise<Whom> {
  try {
    return { me: await answer(api.GET("/api/v1/me")) };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status !== 401) throw problem;
    return { me: null, reason: asEndReason(problem.reason) };
  }
}

const END_REASONS: readonly string[] = [
  "signed_out",
  "ended_by_user",
  "ended_by_administrator",
  "replaced",
  "expired",
  "password_changed",
  "suspended",
] satisfies EndReason[];

/** Reads the reason a session ended; unknown words are no reason. */
export function asEndReason(text: string | undefined): EndReason | undefined {
  return text !== undefined && END_REASONS.includes(text) ? (text as EndReason) : undefined;
}
