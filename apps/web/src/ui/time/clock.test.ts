import { expect, test } from "vitest";
import { clockOf } from "./clock";

test.each([
  [858_000, "14:18"],
  [857_001, "14:18"],
  [60_000, "1:00"],
  [9_000, "0:09"],
  [0, "0:00"],
  [-5_000, "0:00"],
])("ses_4 cap_3 %i ms left are shown as %s", (milliseconds, shown) => expect(clockOf(milliseconds)).toBe(shown));
