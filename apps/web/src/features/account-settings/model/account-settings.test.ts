import { expect, test } from "vitest";
import type { SessionSettings } from "../../../api";
import { barsOf } from "./bars";
import { effectOf } from "./effect";
import { lifetimesFrom, limitFrom, typedLifetimes, typedLimit } from "./groups";

const SAVED: SessionSettings = {
  limit: 3,
  policy: "restrict",
  web_idle_minutes: 720,
  app_idle_days: 30,
  longest_web_days: 30,
  longest_app_days: 365,
};

test("ses_1 the group Session limit carries limit and policy only", () => {
  expect(limitFrom({ ...typedLimit(SAVED), limit: " 2" })).toEqual({ limit: 2, policy: "restrict" });
});

test("acc_1 ses_9 the group Lifetimes carries the four lifetimes only", () => {
  expect(lifetimesFrom({ ...typedLifetimes(SAVED), web_idle_minutes: "43 200" })).toEqual({
    web_idle_minutes: 43_200,
    app_idle_days: 30,
    longest_web_days: 30,
    longest_app_days: 365,
  });
});

test("what is saved and not touched is sent as it was", () => {
  const whole = { ...limitFrom(typedLimit(SAVED)), ...lifetimesFrom(typedLifetimes(SAVED)) };
  expect(whole).toEqual(SAVED);
});

test.each([
  ["3", { kind: "none" }],
  ["03", { kind: "none" }],
  ["2", { kind: "count", limit: 2 }],
  ["100", { kind: "count", limit: 100 }],
  ["0", { kind: "unlimited" }],
  ["101", { kind: "none" }],
  ["", { kind: "none" }],
  ["two", { kind: "none" }],
])("ses_1 before %j is saved over 3, the page says %j", (typed, expected) =>
  expect(effectOf(typed, 3)).toEqual(expected),
);

test("the highest day fills its column, and today is the last", () => {
  const bars = barsOf([
    { day: "2026-11-20", most: 100 },
    { day: "2026-11-21", most: 200 },
    { day: "2026-11-22", most: 0 },
  ]);
  expect(bars.map(({ share, today }) => [share, today])).toEqual([
    [0.5, false],
    [1, false],
    [0, true],
  ]);
});

test("a day without sessions and no days at all draw nothing wrong", () => {
  expect(barsOf([{ day: "2026-11-22", most: 0 }])[0]?.share).toBe(0);
  expect(barsOf([])).toEqual([]);
});
