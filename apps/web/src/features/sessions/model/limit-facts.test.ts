import { expect, test } from "vitest";
import type { Session } from "../../../api";
import { advises, limitFacts } from "./limit-facts";

const items = (count: number) => Array.from({ length: count }, () => ({}) as Session);

test.each([
  ["one over", { items: items(4), limit: 3, to_end: 1 }, { devices: 4, limit: 3, toEnd: 1 }],
  ["two over", { items: items(6), limit: 3, to_end: 2 }, { devices: 6, limit: 3, toEnd: 2 }],
  // Read in the moment between the end of the other session and the word that this one is free.
  ["just freed", { items: items(3), limit: 3, to_end: 0 }, { devices: 3, limit: 3, toEnd: 1 }],
])("ses_3 the notice says how many devices, how many are allowed, how many to end: %s", (_, list, expected) =>
  expect(limitFacts(list)).toEqual(expected),
);

test.each([
  [4, 3, true],
  [3, 3, false],
  [9, 0, false],
])("ses_7 with %i devices of %i allowed a row is marked: %s", (count, limit, expected) =>
  expect(advises({ items: items(count), limit })).toBe(expected),
);
