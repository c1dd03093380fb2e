import { readWhole } from "../../../ui/settings/whole-number";
import { RANGES } from "./groups";

/** What a typed limit would do to people: nothing to say, no limit any more, or a number of accounts to count. */
export type LimitEffect = { kind: "none" } | { kind: "unlimited" } | { kind: "count"; limit: number };

/** What to tell about a typed limit before it is saved. */
export function effectOf(typed: string, saved: number): LimitEffect {
  const read = readWhole(typed, RANGES.limit.least, RANGES.limit.most);
  if ("wrong" in read || read.value === saved) return { kind: "none" };
  return read.value === 0 ? { kind: "unlimited" } : { kind: "count", limit: read.value };
}
