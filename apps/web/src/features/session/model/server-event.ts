import type { EndReason } from "../../../api";

/** What the server tells a signed-in browser (`GET /api/v1/events`). */
export type ServerEvent =
  | { type: "hello"; session_id: string }
  | { type: "session_ended"; session_id: string; reason: EndReason }
  /** This session is restricted no more. */
  | { type: "session_lifted"; session_id: string }
  /** The account's sessions, or how many it may have, are others now. */
  | { type: "sessions_changed" }
  | { type: "conferences_changed" }
  | { type: "server_stopping" };

/** The names of the events, as the stream carries them. */
export const EVENT_TYPES = [
  "hello",
  "session_ended",
  "session_lifted",
  "sessions_changed",
  "conferences_changed",
  "server_stopping",
] as const;

/** Reads one event of the stream; unknown names and unreadable bodies are no event. */
export function readEvent(type: string, data: string): ServerEvent | undefined {
  if (!(EVENT_TYPES as readonly string[]).includes(type)) return undefined;
  try {
    const body: unknown = data === "" ? {} : JSON.parse(data);
    return typeof body === "object" && body !== null ? ({ ...body, type } as ServerEvent) : undefined;
  } catch {
    return undefined;
  }
}
