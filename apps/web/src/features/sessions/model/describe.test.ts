import { expect, test } from "vitest";
import type { Session } from "../../../api";
import { formatsOf } from "../../../i18n/format";
import { capital, endsAt, lastActive } from "./describe";

const NOW = Date.UTC(2025, 10, 19, 12, 0);
const MINUTE = 60_000;

test.each([
  [
    { current: false, last_active_at: NOW, in_conference: "Ward round" },
    { is: "in", conference: "Ward round" },
  ],
  [{ current: true, last_active_at: NOW - 10 * MINUTE }, { is: "now" }],
  [{ current: false, last_active_at: NOW - 30_000 }, { is: "now" }],
  [
    { current: false, last_active_at: NOW - 2 * MINUTE },
    { is: "minutes", when: "2 min ago" },
  ],
  [
    { current: false, last_active_at: NOW - 640 * MINUTE },
    { is: "moment", when: "today, 01:20" },
  ],
  [
    { current: false, last_active_at: NOW - 1075 * MINUTE },
    { is: "moment", when: "yesterday, 18:05" },
  ],
  [
    { current: false, last_active_at: Date.UTC(2024, 1, 3, 9, 5) },
    { is: "moment", when: "3 Feb 2024, 09:05" },
  ],
])("ses_7 %j was last active %j", (session, expected) =>
  expect(lastActive(session as Session, NOW, formatsOf("en", "UTC"))).toEqual(expected),
);

test.each([
  [NOW + 80 * MINUTE, "today, 13:20"],
  [NOW + 23 * 60 * MINUTE, "tomorrow, 11:00"],
  [NOW + 29 * 24 * 60 * MINUTE, "18 Dec"],
  [NOW + 60 * 24 * 60 * MINUTE, "18 Jan 2026"],
])("ses_4 a session that lasts until %i ends by itself %s", (at, expected) =>
  expect(endsAt({ expires_at: at } as Session, NOW, formatsOf("en", "UTC"))).toBe(expected),
);

test("a sentence begins with a capital", () => expect(capital("сегодня, 01:20", "ru")).toBe("Сегодня, 01:20"));
