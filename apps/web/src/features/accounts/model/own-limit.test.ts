import { expect, test } from "vitest";
import { ownLimitFrom, typedOwnLimit } from "./own-limit";

test.each([
  ["", null],
  ["   ", null],
  ["0", 0],
  ["5", 5],
  [" 05 ", 5],
])("ses_1 an account's own limit typed as %j is %j", (typed, expected) => expect(ownLimitFrom(typed)).toBe(expected));

test.each([null, 0, 5, 100])("ses_1 the own limit %j is shown so that saving it changes nothing", (limit) =>
  expect(ownLimitFrom(typedOwnLimit(limit))).toBe(limit),
);
