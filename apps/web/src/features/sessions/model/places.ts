import type { SessionList } from "../../../api";

/** The places a limit gives, as they stand: the small blocks. */
export interface Places {
  taken: number;
  free: number;
  /** Devices beyond the limit: restricted ones, and those that were in when it was lowered. */
  over: number;
}

/** More blocks than this say less than the numbers beside them. */
const MOST_BLOCKS = 12;

/** The places of an account; without a limit there are none to show. */
export function placesOf({ items, limit, in_use }: Pick<SessionList, "items" | "limit" | "in_use">): Places {
  if (limit === 0) return { taken: 0, free: 0, over: 0 };
  const taken = Math.min(in_use, limit);
  return { taken, free: limit - taken, over: items.length - taken };
}

/** The blocks to draw, in order; none where they would be too many to take in. */
export function blocksOf({ taken, free, over }: Places): ("taken" | "free" | "over")[] {
  if (taken + free + over > MOST_BLOCKS) return [];
  return [...Array(taken).fill("taken"), ...Array(free).fill("free"), ...Array(over).fill("over")];
}
