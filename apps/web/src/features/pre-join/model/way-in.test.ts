import { expect, test } from "vitest";
import { type WayIn, wayIn } from "./way-in";

const cases: readonly (readonly [string, Parameters<typeof wayIn>[0], WayIn])[] = [
  [
    "cnf_2 a stranger at an open one",
    { access: "open", guests: true, member: false, ways: ["member", "guest"] },
    { is: "guest" },
  ],
  [
    "cnf_4 recognised and on the list",
    { access: "closed", guests: false, member: true, ways: ["member"], recognised: { name: "Ann" } },
    { is: "member", name: "Ann" },
  ],
  [
    "cnf_4 recognised, not on the list, guests may come",
    { access: "open", guests: true, member: false, ways: ["member", "guest"], recognised: { name: "Ann" } },
    { is: "guest_by_account", name: "Ann" },
  ],
  [
    "cnf_5 a stranger at a closed one",
    { access: "closed", guests: false, member: false, ways: ["member"] },
    { is: "log_in", because: "closed" },
  ],
  [
    "cnf_7 a stranger where no guests may come",
    { access: "open", guests: false, member: false, ways: ["member"] },
    { is: "log_in", because: "no_guests" },
  ],
  [
    "cnf_5 recognised, but not on a closed one's list",
    { access: "closed", guests: false, member: false, ways: [], recognised: { name: "Ann" } },
    { is: "not_on_list", name: "Ann", because: "closed" },
  ],
];
test.each(cases)("%s", (_, card, expected) => expect(wayIn(card, false)).toEqual(expected));

const locked: readonly (readonly [string, Parameters<typeof wayIn>[0], WayIn])[] = [
  [
    "on the list",
    { access: "closed", guests: false, member: true, ways: [], recognised: { name: "Ann" } },
    { is: "restricted", name: "Ann" },
  ],
  [
    "where guests may come",
    { access: "open", guests: true, member: false, ways: [], recognised: { name: "Ann" } },
    { is: "restricted", name: "Ann" },
  ],
  [
    "where lifting the restriction would not help",
    { access: "closed", guests: false, member: false, ways: [], recognised: { name: "Ann" } },
    { is: "not_on_list", name: "Ann", because: "closed" },
  ],
  ["a stranger's page", { access: "open", guests: true, member: false, ways: ["guest"] }, { is: "guest" }],
];
test.each(locked)("ses_5 cnf_4 a restricted session, %s", (_, card, expected) =>
  expect(wayIn(card, true)).toEqual(expected),
);
