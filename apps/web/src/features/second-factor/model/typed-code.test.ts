import { expect, test } from "vitest";
import { wrongWith } from "./typed-code";

test.each([
  ["totp", "287082", undefined],
  ["totp", " 287 082\n", undefined],
  ["totp", "287-082", undefined],
  ["totp", "", "missing"],
  ["totp", " - ", "missing"],
  ["totp", "28708", "length"],
  ["totp", "2870822", "length"],
  ["totp", "7KQ2-9FHM", undefined],
  ["recovery_code", "287082", undefined],
  ["recovery_code", "  ", "missing"],
] as const)("acc_16 with %s what is plainly wrong with %j is %s", (way, typed, wrong) =>
  expect(wrongWith(way, typed)).toBe(wrong),
);
