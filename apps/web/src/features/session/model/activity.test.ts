import { expect, test } from "vitest";
import { Activity } from "./activity";

test("ses_9 activity is told at once, then at most once a minute", () => {
  const activity = new Activity();
  const told = [0, 1, 30_000, 59_999, 60_000, 60_001, 200_000].map((now) => activity.noted(now));
  expect(told).toEqual([true, false, false, false, true, false, true]);
});
