import { expect, test } from "vitest";
import type { Session } from "../../../api";
import { blocksOf, placesOf } from "./places";

const list = (limit: number, inUse: number, restricted: number) => ({
  limit,
  in_use: inUse,
  items: Array.from({ length: inUse + restricted }, () => ({}) as Session),
});

test.each([
  ["two of three", list(3, 2, 0), { taken: 2, free: 1, over: 0 }],
  ["one restricted beyond three", list(3, 3, 1), { taken: 3, free: 0, over: 1 }],
  ["a limit lowered below the sessions in use", list(3, 5, 1), { taken: 3, free: 0, over: 3 }],
  ["no limit", list(0, 7, 0), { taken: 0, free: 0, over: 0 }],
])("ses_7 places: %s", (_, sessions, expected) => expect(placesOf(sessions)).toEqual(expected));

test("ses_7 the blocks stand in order, and too many are not drawn", () => {
  expect(blocksOf({ taken: 2, free: 1, over: 0 })).toEqual(["taken", "taken", "free"]);
  expect(blocksOf({ taken: 3, free: 0, over: 1 })).toEqual(["taken", "taken", "taken", "over"]);
  expect(blocksOf({ taken: 3, free: 97, over: 0 })).toEqual([]);
});
