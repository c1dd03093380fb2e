/** A number as typed: read, or why not. */
export type ReadNumber =
  | { value: number }
  | { wrong: "unreadable" }
  | { wrong: "too_small" | "too_large"; value: number };

/** Longer ones are no number that anybody means; saying them back would help nobody. */
const MOST_DIGITS = 12;

/**
 * Reads a whole number from `least` to `most`. Spaces do not matter, since people paste "43 200"; a comma or a point
 * does, since nobody knows whether "2,5" means two and a half.
 */
export function readWhole(typed: string, least: number, most: number): ReadNumber {
  const digits = typed.replace(/\s/g, "");
  if (!/^-?\d+$/.test(digits) || digits.length > MOST_DIGITS) return { wrong: "unreadable" };
  const value = Number(digits);
  if (value < least) return { wrong: "too_small", value };
  return value > most ? { wrong: "too_large", value } : { value };
}

/** The number that {@link readWhole} has accepted. */
export function wholeOf(typed: string): number {
  return Number(typed.replace(/\s/g, ""));
}
