import type { SessionsOverview } from "../../../api";

/** One day's bar: its share of the highest day, from 0 to 1. */
export interface Bar {
  day: string;
  most: number;
  share: number;
  today: boolean;
}

/** The bars of the last days, the last of them today's. */
export function barsOf(days: SessionsOverview["days"]): Bar[] {
  const highest = Math.max(1, ...days.map(({ most }) => most));
  return days.map(({ day, most }, at) => ({ day, most, share: most / highest, today: at === days.length - 1 }));
}
