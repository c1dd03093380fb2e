import { expect, test } from "vitest";
import type { Me } from "../../api";
import { isHere, sideMenuOf, tabsFor } from "./menus";

/** What each level is allowed, as far as menus ask. */
const ME: Record<"standard" | "operator" | "administrator", Pick<Me, "allowed">> = {
  standard: { allowed: ["search_people"] },
  operator: { allowed: ["search_people", "manage_accounts"] },
  administrator: { allowed: ["search_people", "manage_accounts", "change_settings", "read_audit_log"] },
};

const words = (ways: readonly { words: string }[]) => ways.map((way) => way.words);

test("cnf_3 the side menu has Join conference for every level", () => {
  for (const level of ["standard", "operator", "administrator"] as const) {
    expect(words(sideMenuOf("/", ME[level]).ways)).toContain("join");
  }
});

test("Administration is for operators and administrators", () => {
  expect(words(sideMenuOf("/", ME.standard).ways)).not.toContain("administration");
  expect(words(sideMenuOf("/", ME.operator).ways)).toContain("administration");
  expect(words(tabsFor(ME.administrator))).toContain("administrationShort");
});

test("a phone has at most four tabs", () => expect(tabsFor(ME.administrator).length).toBeLessThanOrEqual(4));

test("acc_1 acc_9 Administration has Settings for who may change them", () => {
  const settings = (level: "operator" | "administrator") =>
    words(sideMenuOf("/administration/settings/account", ME[level]).more?.ways ?? []);
  expect(settings("administrator")).toEqual(["account", "signIn"]);
  expect(settings("operator")).toEqual([]);
});

test("acc_11 acc_17 the audit log and the Outbox are for who may read the log", () => {
  const pages = (level: "operator" | "administrator") => words(sideMenuOf("/administration/accounts", ME[level]).ways);
  expect(pages("administrator")).toEqual(["accounts", "auditLog", "outbox"]);
  expect(pages("operator")).toEqual(["accounts"]);
});

test("mob_2 the Profile page is in the main menu and first of Settings", () => {
  expect(words(sideMenuOf("/", ME.standard).ways)).toContain("profile");
  expect(words(sideMenuOf("/settings/profile", ME.standard).ways)).toEqual(["profile", "sessions", "security", "look"]);
});

test.each(["/", "/settings/look", "/administration/accounts"])("no way stands twice in the menu at %s", (path) => {
  const { ways, more } = sideMenuOf(path, ME.administrator);
  const all = [...ways, ...(more?.ways ?? [])].map(({ to }) => to);
  expect(new Set(all).size).toBe(all.length);
});

test("settings and administration have their own menu with a way back", () => {
  expect(sideMenuOf("/settings/sessions", ME.standard)).toMatchObject({ heading: "settings", back: { to: "/" } });
  expect(sideMenuOf("/administration/accounts", ME.operator).heading).toBe("administration");
  expect(sideMenuOf("/administration/accounts", ME.standard).heading).toBeUndefined();
  expect(sideMenuOf("/settingsish", ME.standard).heading).toBeUndefined();
});

test.each([
  ["/", ["home"]],
  ["/conferences", ["conferences"]],
  ["/conferences/482913507", ["conferences"]],
  ["/settings/look", ["settings"]],
  ["/administration", ["administrationShort"]],
  ["/administration/accounts", ["administrationShort"]],
  ["/administration/audit-log", ["administrationShort"]],
  ["/administration/settings/account", ["administrationShort"]],
  ["/administration/settings/sign-in", ["administrationShort"]],
])("at %s the phone's tab is %j", (path, here) =>
  expect(words(tabsFor(ME.administrator).filter((way) => isHere(way, path)))).toEqual(here),
);
