import type { SessionPolicy, SessionSettings } from "../../../api";
import type { NumberRange } from "../../../ui/settings/use-number-words";
import { wholeOf } from "../../../ui/settings/whole-number";

/** The numbers of the group Lifetimes, in the order of the page. */
export const LIFETIMES = ["web_idle_minutes", "app_idle_days", "longest_web_days", "longest_app_days"] as const;

export type Lifetime = (typeof LIFETIMES)[number];

/** What each number may be; the server says the same. */
export const RANGES: Record<Lifetime | "limit", NumberRange> = {
  limit: { least: 0, most: 100 },
  web_idle_minutes: { least: 5, most: 43_200 },
  app_idle_days: { least: 1, most: 365 },
  longest_web_days: { least: 1, most: 365 },
  longest_app_days: { least: 1, most: 3650 },
};

/** The group Session limit as typed. */
export type TypedLimit = { limit: string; policy: SessionPolicy };
/** The group Lifetimes as typed. */
export type TypedLifetimes = Record<Lifetime, string>;

/** The saved limit as it would be typed. */
export function typedLimit({ limit, policy }: SessionSettings): TypedLimit {
  return { limit: String(limit), policy };
}

/** The typed limit, as this group's part of the settings. */
export function limitFrom({ limit, policy }: TypedLimit): Pick<SessionSettings, "limit" | "policy"> {
  return { limit: wholeOf(limit), policy };
}

/** The saved lifetimes as they would be typed. */
export function typedLifetimes(settings: SessionSettings): TypedLifetimes {
  return everyLifetime((name) => String(settings[name]));
}

/** The typed lifetimes, as this group's part of the settings. */
export function lifetimesFrom(typed: TypedLifetimes): Pick<SessionSettings, Lifetime> {
  return everyLifetime((name) => wholeOf(typed[name]));
}

/** One value for each lifetime. */
export function everyLifetime<T>(of: (name: Lifetime) => T): Record<Lifetime, T> {
  return Object.fromEntries(LIFETIMES.map((name) => [name, of(name)])) as Record<Lifetime, T>;
}
