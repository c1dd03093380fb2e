// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { type ComponentProps, useState } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import accounts from "../../../i18n/locales/en/accounts.json";
import words from "../../../i18n/locales/en/audit-log.json";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import outbox from "../../../i18n/locales/en/outbox.json";
import type { AuditFilter } from "../model/filter";
import { AuditLogPage } from "./audit-log-page";

/** The made-up server: what it was asked, and what it answers. */
const server = vi.hoisted(() => ({
  asked: [] as URLSearchParams[],
  answer: (_: URLSearchParams): { status?: number; body: object } => ({ body: { items: [] } }),
}));

// The client of `api/` keeps the fetch it finds when it is made, so this stands before its first import.
vi.hoisted(() => {
  globalThis.fetch = async (input) => {
    const query = new URL((input as Request).url).searchParams;
    server.asked.push(query);
    const { status = 200, body } = server.answer(query);
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  };
});

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  Link: ({ to, params, children, ...rest }: ComponentProps<"a"> & { to: string; params?: { id: string } }) => (
    <a {...rest} href={to.replace("$id", params?.id ?? "")}>
      {children}
    </a>
  ),
  createLink: () => (props: ComponentProps<"a">) => <a href="/back">{props["aria-label"]}</a>,
}));

const ANN = { id: "a1", name: "Ann Lee", login: "ann" };
const entry = (id: string, more: object) => ({ id, at: 1_795_381_751_042, action: "signed_in", details: {}, ...more });

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, accounts, outbox, "audit-log": words } },
    interpolation: { escapeValue: false },
  }),
);
beforeEach(() => {
  server.asked.length = 0;
  server.answer = () => ({ body: { items: [] } });
});
afterEach(cleanup);

/** The page with its address kept as the router would. */
function show(first: AuditFilter = {}) {
  const address = { now: first };
  function Kept() {
    const [filter, setFilter] = useState(first);
    const keep = (next: AuditFilter) => {
      address.now = next;
      setFilter(next);
    };
    return <AuditLogPage filter={filter} onFilter={keep} />;
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Kept />
    </QueryClientProvider>,
  );
  return address;
}
const table = async () => within(await screen.findByRole("table"));

test("acc_17 a row says when, what, who, to whom and from where; what is gone or unknown is said too", async () => {
  server.answer = () => ({
    body: {
      items: [
        entry("1", { action: "lock_lifted", actor: ANN, subject: { id: "gone" }, address: "203.0.113.7" }),
        entry("2", { action: "sign_in_failed", address: "203.0.113.8" }),
        entry("3", { action: "account_created", subject: ANN }),
        entry("4", { action: "password_changed", actor: ANN, subject: ANN }),
      ],
    },
  });
  show();
  const rows = await table();
  const text = rows.getAllByRole("row").map((row) => row.textContent);
  expect(text[1]).toContain("The lock on signing in was liftedAnn LeeannAccount gone203.0.113.7");
  expect(text[2]).toContain("A sign-in failedNo account has the loginSomebody not signed in–203.0.113.8");
  expect(text[3]).toContain("An account was addedThe serverAnn Leeann–");
  expect(text[4]).toContain("The password was changedAnn LeeannOwn account");
  expect(rows.getAllByRole("link", { name: "Ann Lee" })[0]?.getAttribute("href")).toBe("/administration/accounts/a1");
  expect(rows.getAllByText(/, \d\d:\d\d$/)[0]?.getAttribute("title")).toMatch(/ 2026 .*:\d\d:11 /);
});

test("acc_17 details that the sentence does not hold are disclosed by a button of their row", async () => {
  server.answer = () => ({
    body: { items: [entry("1", { details: { session: "s-77", client: "web" }, actor: ANN })] },
  });
  show();
  const rows = await table();
  expect(rows.queryByText("s-77")).toBeNull();
  const button = rows.getByRole("button", { name: /^Details: Signed in, / });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  fireEvent.click(button);
  rows.getByText("s-77");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  fireEvent.click(button);
  expect(rows.queryByText("s-77")).toBeNull();
});

test("acc_17 what is typed and chosen goes into the page's address, to the server and into the file's link", async () => {
  const address = show();
  await screen.findByText("Nothing is written here yet.");
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "ann " } });
  fireEvent.click(screen.getByRole("radio", { name: "Log and letters" }));
  fireEvent.change(screen.getByLabelText("From day"), { target: { value: "2026-11-01" } });
  await waitFor(() => expect(address.now).toEqual({ search: "ann", kind: "log", from: "2026-11-01" }));
  await waitFor(() => expect(server.asked.at(-1)?.get("search")).toBe("ann"));
  expect(server.asked.at(-1)?.get("action")).toBe("audit_log_exported,letter_read");
  expect(server.asked.at(-1)?.get("from")).toBe(String(new Date(2026, 10, 1).getTime()));
  const file = screen.getByRole("link", { name: "Download CSV" }).getAttribute("href");
  expect(file).toMatch(
    /^\/api\/v1\/admin\/audit-log\.csv\?search=ann&action=audit_log_exported%2Cletter_read&from=\d+$/,
  );
  await screen.findByText(/^People are found by a part/);
  fireEvent.click(screen.getByRole("button", { name: "Show everything" }));
  await waitFor(() => expect(address.now).toEqual({}));
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe(""));
});

test("acc_17 further entries come by cursor; a reload asks for as many as were shown", async () => {
  const many = (from: number) => Array.from({ length: 26 }, (_, at) => entry(String(from + at), {}));
  server.answer = (query) =>
    query.get("cursor") === "c1" ? { body: { items: many(26), next: "c2" } } : { body: { items: many(0), next: "c1" } };
  const address = show();
  await screen.findByText("26 entries shown");
  fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  await screen.findByText("52 entries shown");
  expect(address.now).toEqual({ shown: 52 });
  expect(server.asked.map((query) => query.get("limit"))).toEqual(["50", "50"]);
  cleanup();
  show(address.now);
  await screen.findByText("26 entries shown");
  expect(server.asked.at(-1)?.get("limit")).toBe("52");
});

test("acc_17 when the server does not answer, that is said, and asking again is one press", async () => {
  server.answer = () => ({ status: 503, body: { code: "unavailable", status: 503 } });
  show();
  await screen.findByText("The log did not load");
  server.answer = () => ({ body: { items: [entry("1", {})] } });
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("1 entry shown");
});
