import { expect, test } from "vitest";
import { formatsOf } from "./format";

const NOW = Date.UTC(2025, 10, 19, 12, 0);
const HOUR = 3_600_000;

test.each([
  ["en", NOW - HOUR, "today, 11:00"],
  ["en", NOW - 24 * HOUR, "yesterday, 12:00"],
  ["en", NOW + 21 * HOUR, "tomorrow, 09:00"],
  ["en", NOW - 48 * HOUR, "17 Nov, 12:00"],
  ["en", Date.UTC(2024, 11, 31, 23, 59), "31 Dec 2024, 23:59"],
  ["ru", NOW - HOUR, "сегодня, 11:00"],
  ["ru", NOW - 48 * HOUR, "17 нояб., 12:00"],
])("in %s the moment %i reads %s", (language, at, expected) =>
  expect(formatsOf(language, "UTC").moment(at, NOW)).toBe(expected),
);

test("days are those of the person's own zone", () => {
  const early = Date.UTC(2025, 10, 19, 22, 30);
  expect(formatsOf("en", "UTC").moment(early, NOW)).toBe("today, 22:30");
  expect(formatsOf("en", "Asia/Tokyo").moment(early, NOW)).toBe("tomorrow, 07:30");
});

test("midnight is 00:00, not 24:00", () => {
  expect(formatsOf("en", "UTC").time(Date.UTC(2025, 0, 1))).toBe("00:00");
});

test.each([
  ["en", 720, "12 hours"],
  ["en", 45, "45 minutes"],
  ["en", 1, "1 minute"],
  ["en", 1830, "1 day, 6 hours, 30 minutes"],
  ["ru", 720, "12 часов"],
  ["ru", 43_200, "30 дней"],
])("in %s %i minutes are %s", (language, minutes, expected) =>
  expect(formatsOf(language, "UTC").span(minutes)).toBe(expected),
);

test("a calendar day is named alike in every zone", () => {
  expect(formatsOf("en", "Pacific/Auckland").weekday("2026-11-19")).toBe("Thu");
  expect(formatsOf("ru", "America/Lima").weekday("2026-11-19")).toBe("чт");
});
