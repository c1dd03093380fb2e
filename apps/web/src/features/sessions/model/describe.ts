import type { Session } from "../../../api";
import type { Format } from "../../../i18n";

/** Where a session was last seen: now, minutes ago, or on a day. */
export function lastActive(
  session: Session,
  now: number,
  format: Format,
): { now: true } | { now: false; when: string } {
  const ago = now - session.last_active_at;
  if (session.current || ago < 60_000) return { now: true };
  return {
    now: false,
    when: ago < 3_600_000 ? format.minutesAgo(session.last_active_at, now) : format.moment(session.last_active_at, now),
  };
}

/**
 * An address that says where, not exactly which machine: the last part of IPv4 and all but the first three groups of
 * IPv6 are left out (SES-7).
 */
export function shortAddress(address: string): string {
  const v4 = address.match(/^(\d+\.\d+\.\d+)\.\w+$/);
  if (v4) return `${v4[1]}.x`;
  if (!address.includes(":")) return address;
  const head = address.split("::")[0] ?? "";
  const groups = head.split(":").filter(Boolean).slice(0, 3);
  return groups.length > 0 ? `${groups.join(":")}:x` : address;
}

/** First letter large, where a sentence begins with it. */
export function capital(text: string, language: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(language) + rest.join("");
}
