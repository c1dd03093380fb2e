import { expect, test } from "vitest";
import { readWhole } from "./whole-number";

test.each([
  ["3", { value: 3 }],
  [" 03 ", { value: 3 }],
  ["0", { value: 0 }],
  ["43 200", { wrong: "too_large", value: 43_200 }],
  ["101", { wrong: "too_large", value: 101 }],
  ["-1", { wrong: "too_small", value: -1 }],
  ["", { wrong: "unreadable" }],
  ["2,5", { wrong: "unreadable" }],
  ["2.5", { wrong: "unreadable" }],
  ["1e2", { wrong: "unreadable" }],
  ["three", { wrong: "unreadable" }],
  ["٣", { wrong: "unreadable" }],
  ["9".repeat(40), { wrong: "unreadable" }],
])("ses_1 %j is read as %j where 0 to 100 may stand", (typed, expected) =>
  expect(readWhole(typed, 0, 100)).toEqual(expected),
);
