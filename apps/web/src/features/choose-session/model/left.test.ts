import { expect, test } from "vitest";
import type { ChooseSession } from "../../../api";
import { leftOf } from "../api/attempt";

const DATE = "Sun, 22 Nov 2026 12:00:00 GMT";
const until = (at: number) => ({ next: "choose_session", choice: { waits_until: at } }) as ChooseSession;

test("ses_4 the time left is told by the server's clock, however wrong this computer's is", () => {
  expect(leftOf(until(Date.parse(DATE) + 600_000), DATE)).toBe(599_000);
  expect(leftOf(until(Date.parse(DATE) - 1), DATE)).toBe(0);
});

test("ses_4 an answer without a date is measured by this computer's clock", () => {
  expect(leftOf(until(Date.now() + 600_000), null)).toBeGreaterThan(595_000);
  expect(leftOf(until(Date.now() + 600_000), "sometime")).toBeGreaterThan(595_000);
});
