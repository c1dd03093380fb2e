import type { Session, SessionList } from "../../../api";

/** What the notice, the banner and the locks say about the limit. */
export interface LimitFacts {
  /** How many devices are signed in, restricted ones among them. */
  devices: number;
  /** How many are allowed; 0 is any number. */
  limit: number;
  /** How many sessions must end until this device is freed; at least one while it is restricted. */
  toEnd: number;
}

/** The facts in a list of sessions. */
export function limitFacts({ items, limit, to_end }: Pick<SessionList, "items" | "limit" | "to_end">): LimitFacts {
  return { devices: items.length, limit, toEnd: Math.max(1, to_end) };
}

/** Whether the list marks the row that is best to end: only where ending one would free somebody. */
export function advises({ items, limit }: Pick<SessionList, "items" | "limit">): boolean {
  return limit > 0 && items.length > limit;
}

/** The sessions "End all others" ends. */
export function othersOf(items: readonly Session[]): Session[] {
  return items.filter(({ current }) => !current);
}
