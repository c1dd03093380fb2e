import { expect, test } from "vitest";
import type { Session } from "../../../api";
import { formatsOf } from "../../../i18n/format";
import { capital, lastActive, shortAddress } from "./describe";

test.each([
  ["198.51.100.23", "198.51.100.x"],
  ["198.51.100.x", "198.51.100.x"],
  ["2001:db8:7:1::5", "2001:db8:7:x"],
  ["2001:db8::5", "2001:db8:x"],
  ["::1", "::1"],
  ["unknown", "unknown"],
])("ses_7 the address %s is shown as %s", (address, shown) => expect(shortAddress(address)).toBe(shown));

const NOW = Date.UTC(2025, 10, 19, 12, 0);
const MINUTE = 60_000;

test.each([
  [{ current: true, last_active_at: NOW - 10 * MINUTE }, { now: true }],
  [{ current: false, last_active_at: NOW - 30_000 }, { now: true }],
  [
    { current: false, last_active_at: NOW - 2 * MINUTE },
    { now: false, when: "2 min ago" },
  ],
  [
    { current: false, last_active_at: NOW - 640 * MINUTE },
    { now: false, when: "today, 01:20" },
  ],
  [
    { current: false, last_active_at: NOW - 1075 * MINUTE },
    { now: false, when: "yesterday, 18:05" },
  ],
  [
    { current: false, last_active_at: Date.UTC(2024, 1, 3, 9, 5) },
    { now: false, when: "3 Feb 2024, 09:05" },
  ],
])("ses_7 %j was last active %j", (session, expected) =>
  expect(lastActive(session as Session, NOW, formatsOf("en", "UTC"))).toEqual(expected),
);

test("a sentence begins with a capital", () => expect(capital("сегодня, 01:20", "ru")).toBe("Сегодня, 01:20"));
