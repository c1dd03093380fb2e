import { api, Problem, type SignInStep } from "../../../api";
import { openEvents } from "../../../platform/browser/event-source";
import type { StreamListener } from "../../session";

/** What is chosen: a session to end, going on restricted, or nothing but whether a place is free now. */
export type Choosing = { end: string } | { restricted: true } | Record<string, never>;

/** A step, and how long the wait may still last by the server's own clock, in milliseconds. */
export interface Answered {
  step: SignInStep;
  left: number;
}

/** The step this attempt stands at, as after a reload of the page. */
export function askAttempt(attempt: string): Promise<Answered> {
  return readStep(api.GET("/api/v1/sign-in/{attempt}", { params: { path: { attempt } } }));
}

/** Goes on: with a place that is free, by ending another session, or restricted. */
export function askToGoOn(attempt: string, choosing: Choosing): Promise<Answered> {
  const params = { path: { attempt } };
  return readStep(api.POST("/api/v1/sign-in/{attempt}/choose-session", { params, body: choosing }));
}

/** Gives the attempt up. */
export async function cancelAttempt(attempt: string): Promise<void> {
  await api.DELETE("/api/v1/sign-in/{attempt}", { params: { path: { attempt } } });
}

/** The names of the attempt's events. */
const EVENTS = ["hello", "sign_in_changed", "attempt_over", "server_stopping"];

/** Opens the attempt's event stream: it is what shows the server that the window stands open. */
export function openAttempt(attempt: string, hears: StreamListener): { close: () => void } {
  return openEvents(`/api/v1/sign-in/${encodeURIComponent(attempt)}/events`, EVENTS, hears);
}

type Call = Promise<{ data?: SignInStep; error?: unknown; response: Response }>;

/** Like `answer`, but an attempt's refusal says nothing about this browser's session. */
export async function readStep(call: Call): Promise<Answered> {
  const { data, error, response } = await call.catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok || data === undefined) throw Problem.fromBody(response.status, error);
  return { step: data, left: leftOf(data, response.headers.get("Date")) };
}

/**
 * This computer's clock may be hours off, so the time left is told by the server's: the answer's own date, whose second
 * counts as over, so that no more is promised than there is.
 */
export function leftOf(step: SignInStep, date: string | null): number {
  const end = endOf(step);
  if (end === undefined) return 0;
  const now = date === null ? Number.NaN : Date.parse(date) + 1000;
  return Math.max(0, end - (Number.isNaN(now) ? Date.now() : now));
}

function endOf(step: SignInStep): number | undefined {
  if (step.next === "choose_session") return step.choice.waits_until;
  return step.next === "link" ? step.link.ends_at : undefined;
}
