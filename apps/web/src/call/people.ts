import type { Present } from "./media-room";

/** Hands in the order they went up; ties by identity so that every client counts alike. */
export function hands(present: readonly Present[]): readonly Present[] {
  return present
    .filter((person) => person.handRaisedAt !== null)
    .toSorted((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0) || (a.identity < b.identity ? -1 : 1));
}

/** Identity → place in the queue of raised hands, beginning with 1. */
export function handPlaces(present: readonly Present[]): ReadonlyMap<string, number> {
  return new Map(hands(present).map((person, index) => [person.identity, index + 1]));
}

/** The people panel's order: raised hands first, as they went up, then by arrival, oneself last. */
export function listed(present: readonly Present[]): readonly Present[] {
  const raised = hands(present);
  const others = present.filter((person) => person.handRaisedAt === null).toSorted(byArrival);
  return [...raised, ...others];
}

/** By arrival, oneself last: the order in which tiles stand. */
export function byArrival(a: Present, b: Present): number {
  if (a.self !== b.self) return a.self ? 1 : -1;
  return a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : 1);
}
