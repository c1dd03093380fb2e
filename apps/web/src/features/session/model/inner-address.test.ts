import { expect, test } from "vitest";
import { innerAddress } from "./inner-address";

test.each([
  ["/settings/sessions", "/settings/sessions"],
  ["/c/482913507?mic=off#pin", "/c/482913507?mic=off#pin"],
  ["/", "/"],
  ["//elsewhere.example", undefined],
  ["/\\elsewhere.example", undefined],
  ["/\t/elsewhere.example", undefined],
  ["https://elsewhere.example", undefined],
  ["javascript:alert(1)", undefined],
  ["settings", undefined],
  [7, undefined],
  [undefined, undefined],
])("asvs_3_7_2 sign-in leads on to %j as %j", (value, expected) => expect(innerAddress(value)).toBe(expected));
