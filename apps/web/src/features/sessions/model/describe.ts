import type { Session } from "../../../api";
import type { Format } from "../../../i18n";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Where a session was last seen: in a conference, now, minutes ago, or on a day. */
export type Seen =
  | { is: "in"; conference: string }
  | { is: "now" }
  | { is: "minutes"; when: string }
  | { is: "moment"; when: string };

export function lastActive(session: Session, now: number, format: Format): Seen {
  if (session.in_conference) return { is: "in", conference: session.in_conference };
  const ago = now - session.last_active_at;
  if (session.current || ago < MINUTE) return { is: "now" };
  if (ago < 60 * MINUTE) return { is: "minutes", when: format.minutesAgo(session.last_active_at, now) };
  return { is: "moment", when: format.moment(session.last_active_at, now) };
}

/** When a session ends by itself: with the time of day while that is near, else the day alone. */
export function endsAt({ expires_at: at }: Session, now: number, format: Format): string {
  return at - now < DAY ? format.moment(at, now) : format.day(at, now);
}

/** First letter large, where a sentence begins with it. */
export function capital(text: string, language: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(language) + rest.join("");
}
