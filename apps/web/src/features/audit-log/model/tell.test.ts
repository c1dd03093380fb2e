import { readFileSync } from "node:fs";
import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../../api";
import { formatsOf } from "../../../i18n/format";
import log_en from "../../../i18n/locales/en/audit-log.json";
import box_en from "../../../i18n/locales/en/outbox.json";
import log_ru from "../../../i18n/locales/ru/audit-log.json";
import box_ru from "../../../i18n/locales/ru/outbox.json";
import { ENDINGS, LETTERS } from "./codes";
import { EVERY_KIND, isKnown, KINDS } from "./kinds";
import { tell } from "./tell";

const DOCUMENT = new URL("../../../../../../docs/openapi.json", import.meta.url);
const { schemas } = (JSON.parse(readFileSync(DOCUMENT, "utf8")) as { components: { schemas: Schemas } }).components;
type Schemas = Record<string, { enum?: string[] }>;
const codes = (schema: string) => schemas[schema]?.enum ?? [];

beforeAll(() =>
  i18next.init({
    lng: "en",
    resources: {
      en: { "audit-log": log_en, outbox: box_en },
      ru: { "audit-log": log_ru, outbox: box_ru },
    },
    interpolation: { escapeValue: false },
  }),
);

function told(action: string, details: unknown = {}, { language = "en", somebody = true } = {}) {
  const entry = { action, details, ...(somebody && { subject: { id: "b1" } }) } as unknown as AuditEntry;
  const t = i18next.getFixedT<["audit-log", "outbox"]>(language, ["audit-log", "outbox"]);
  return tell(entry, { t, format: formatsOf(language) });
}

describe.each([
  ["English", log_en, box_en],
  ["Russian", log_ru, box_ru],
])("in %s", (_, log, box) => {
  test("acc_17 every action the server knows has its sentence", () => {
    expect(codes("AuditActionWord").length).toBeGreaterThan(25);
    expect(codes("AuditActionWord").filter((code) => !Object.hasOwn(log.says, code))).toEqual([]);
  });

  test("acc_11 every kind of letter the server knows has its words", () => {
    expect(codes("LetterKindWord").length).toBeGreaterThan(6);
    expect(codes("LetterKindWord").filter((code) => !Object.hasOwn(box.kind, code))).toEqual([]);
  });
});

test("acc_17 every action is of a kind, so that it is found by one; so are the letters' and endings' codes", () => {
  expect(codes("AuditActionWord").filter((code) => !isKnown(code))).toEqual([]);
  expect(Object.keys(log_en.says).filter((code) => !isKnown(code))).toEqual([]);
  expect(new Set<string>(LETTERS)).toEqual(new Set(codes("LetterKindWord")));
  expect(new Set<string>(ENDINGS)).toEqual(new Set(codes("EndReasonWord")));
});

test("acc_17 a failure is of two kinds, everything else of one", () => {
  const all = EVERY_KIND.filter((kind) => kind !== "failures").flatMap((kind) => [...KINDS[kind]]);
  expect(new Set(all).size).toBe(all.length);
  for (const code of KINDS.failures) expect(all).toContain(code);
});

test.each([
  [
    "setting_changed",
    { setting: "sessions.limit", before: 0, after: 3 },
    "Setting changed: Simultaneous sessions for one account",
    ["from no limit to 3"],
  ],
  [
    "setting_changed",
    { setting: "sign_in.captcha", before: "off", after: "after_failures" },
    "Setting changed: Display captcha",
    ["from off to after failures"],
  ],
  [
    "setting_changed",
    { setting: "mail.host", before: null, after: "mx.example" },
    "Setting changed: mail.host",
    ["from – to mx.example"],
  ],
  [
    "setting_changed",
    { setting: "constructor", before: [1], after: true },
    "Setting changed: constructor",
    ["from [1] to yes"],
  ],
  [
    "signed_in",
    { client: "web", restricted: true, session: "s1" },
    "Signed in",
    ["In a browser", "restricted: over the session limit"],
  ],
  ["signed_in", { client: "web", restricted: false, provider: "city" }, "Signed in", ["In a browser", "through city"]],
  [
    "session_ended",
    { session: "s1", reason: "ended_by_administrator" },
    "A session ended",
    ["Ended by an administrator"],
  ],
  ["letter_read", { letter: "l1", kind: "new_device" }, "A letter in the Outbox was read", ["New device"]],
  ["account_changed", { session_limit: 0 }, "The account was changed", ["Own session limit: no limit"]],
  ["account_changed", { session_limit: null }, "The account was changed", ["Session limit as for everybody"]],
  ["account_changed", { name: "Ann Lee" }, "The account was changed", ["New name: Ann Lee"]],
  [
    "conference_changed",
    { number: "482913507", access: "closed", people: 3 },
    "A conference was changed",
    ["Number 482\u00a0913\u00a0507", "closed", "3 people on its list"],
  ],
  [
    "participant_muted",
    { conference: "482913507", source: "camera" },
    "Somebody was muted in a conference",
    ["Number 482\u00a0913\u00a0507", "camera"],
  ],
  [
    "third_party_failed",
    { provider: "city", reason: "denied", why: "access_denied" },
    "A sign-in through another site failed",
    ["through city", "declined there"],
  ],
])("acc_17 %s with %j says %j", (action, details, says, facts) => {
  expect(told(action, details)).toMatchObject({ says, facts });
});

test("acc_17 who guesses a login that nobody has is told apart; the details never say which", () => {
  expect(told("sign_in_failed", {}, { somebody: false }).facts).toEqual(["No account has the login"]);
  expect(told("sign_in_failed").facts).toEqual([]);
});

test("acc_17 a refusal names the rule that decided; the whole trace is among the details", () => {
  const trace = [
    { rule: "recognised", met: false },
    { rule: "conference_open", met: false },
    { rule: "of_the_future", met: true },
  ];
  expect(told("admission_refused", { trace: trace.slice(0, 2) })).toMatchObject({
    facts: ["it is closed"],
    more: [
      { name: "Signed in", value: "no" },
      { name: "The conference is open", value: "no" },
    ],
  });
  expect(told("admitted", { trace, role: "guest" })).toMatchObject({ facts: ["as a guest"] });
  expect(told("admitted", { trace }).more.at(-1)).toEqual({ name: "of_the_future", value: "yes" });
});

test("acc_17 a provider's change tells what differs, and a removal what there was", () => {
  const before = { label: "City", issuer: "https://a.example", enabled: true };
  const after = { ...before, issuer: "https://b.example" };
  expect(told("provider_changed", { provider: "city", before, after, secret_given: true })).toEqual({
    says: "A site to sign in through was changed",
    facts: ["City", "with a new client secret"],
    more: [
      { name: "Issuer", value: "from https://a.example to https://b.example" },
      { name: "Site", value: "city" },
    ],
  });
  expect(told("provider_changed", { before: null, after }).says).toBe("A site to sign in through was added");
  expect(told("provider_changed", { before, after: null }).says).toBe("A site to sign in through was removed");
});

test("acc_17 what a newer server writes is shown as it is: codes, values and details this client never heard of", () => {
  expect(told("tea_made", { cups: 1200, milk: null, with: { sugar: true } })).toEqual({
    says: "tea_made",
    facts: [],
    more: [
      { name: "cups", value: "1,200" },
      { name: "milk", value: "–" },
      { name: "with", value: '{"sugar":true}' },
    ],
  });
  expect(told("constructor").says).toBe("constructor");
  expect(told("session_ended", { reason: "eclipse" })).toMatchObject({
    facts: [],
    more: [{ name: "Reason", value: "eclipse" }],
  });
});

test.each([null, 7, "text", [1], { trace: "none", before: 1, people: "x", number: 4, client: {}, kind: null }])(
  "acc_17 details that are %j break no sentence in any language",
  (details) => {
    for (const language of ["en", "ru"]) {
      for (const code of Object.keys(log_en.says))
        expect(told(code, details, { language }).says).not.toMatch(/^says|_/);
    }
  },
);
