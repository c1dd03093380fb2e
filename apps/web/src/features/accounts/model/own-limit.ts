import type { NumberRange } from "../../../ui/settings/use-number-words";
import { wholeOf } from "../../../ui/settings/whole-number";

/** What an account's own limit may be; 0 is no limit. */
export const OWN_LIMIT: NumberRange = { least: 0, most: 100 };

/** An account's own limit as it would be typed: nothing where it has none (SES-1). */
export function typedOwnLimit(limit: number | null | undefined): string {
  return limit === null || limit === undefined ? "" : String(limit);
}

/** Whether nothing is typed, which means: as for everybody. */
export function asForEverybody(typed: string): boolean {
  return typed.trim() === "";
}

/** The typed limit; null where nothing is typed. */
export function ownLimitFrom(typed: string): number | null {
  return asForEverybody(typed) ? null : wholeOf(typed);
}
