import { expect, test } from "vitest";
import { csvAddress, endsBeforeItBegins, isNarrowed, questionOf, readFilter } from "./filter";

test("acc_17 an address is read back as it was written, and what cannot be read is left out", () => {
  const filter = { search: "ann", kind: "failures", from: "2026-11-01", to: "2026-11-22", shown: 150 } as const;
  expect(readFilter({ ...filter })).toEqual(filter);
  expect(readFilter({})).toEqual({});
  expect(readFilter({ search: 12045 }), "digits alone come as a number").toEqual({ search: "12045" });
  expect(
    readFilter({ search: " ", kind: "constructor", from: "yesterday", to: "2026-13-45", shown: "many", other: 1 }),
  ).toEqual({});
  expect(readFilter({ search: { a: 1 }, kind: ["log"], from: 20261101, shown: 50 })).toEqual({});
  expect(readFilter({ shown: 1e9 }), "the server gives 500 at once").toEqual({ shown: 500 });
});

test("acc_17 days are the reader's own, whole, and a kind is all of its actions", () => {
  const { from, until, action } = questionOf({ kind: "log", from: "2026-03-29", to: "2026-03-29" });
  expect(new Date(from ?? 0).toString()).toBe(new Date(2026, 2, 29).toString());
  expect(new Date(until ?? 0).toString()).toBe(new Date(2026, 2, 30).toString());
  expect(action).toBe("audit_log_exported,letter_read");
  expect(questionOf({})).toEqual({});
});

test("acc_17 the file has the same filters as the page, and never how much of it was shown", () => {
  expect(csvAddress({ shown: 100 })).toBe("/api/v1/admin/audit-log.csv");
  expect(csvAddress({ search: "Ann & Bob", kind: "log" })).toBe(
    "/api/v1/admin/audit-log.csv?search=Ann+%26+Bob&action=audit_log_exported%2Cletter_read",
  );
});

test("acc_17 an empty answer knows whether anything narrowed it, and whether the days could not hold any", () => {
  expect([{}, { shown: 100 }, { search: "a" }, { to: "2026-01-01" }].map(isNarrowed)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(endsBeforeItBegins({ from: "2026-11-02", to: "2026-11-01" })).toBe(true);
  expect(endsBeforeItBegins({ from: "2026-11-01", to: "2026-11-01" })).toBe(false);
  expect(endsBeforeItBegins({ from: "2026-11-02" })).toBe(false);
});
