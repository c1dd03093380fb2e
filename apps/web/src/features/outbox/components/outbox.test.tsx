// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import type { ComponentProps } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import accounts from "../../../i18n/locales/en/accounts.json";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/outbox.json";
import { Outbox } from "./outbox";

/** The made-up server: which addresses were asked, and what it answers. */
const server = vi.hoisted(() => ({
  asked: [] as string[],
  letters: [] as object[],
  letter: {} as object,
  status: 200,
}));

// The client of `api/` keeps the fetch it finds when it is made, so this stands before its first import.
vi.hoisted(() => {
  globalThis.fetch = async (input) => {
    const { pathname } = new URL((input as Request).url);
    server.asked.push(pathname);
    const one = !pathname.endsWith("/outbox");
    return new Response(JSON.stringify(one ? server.letter : { items: server.letters }), {
      status: one ? server.status : 200,
      headers: { "Content-Type": "application/json" },
    });
  };
});

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  Link: ({ to, params, ...rest }: ComponentProps<"a"> & { to: string; params?: { id: string } }) => (
    <a {...rest} href={to.replace("$id", params?.id ?? "")}>
      {rest.children}
    </a>
  ),
  createLink: () => (props: ComponentProps<"a">) => <a href="/back">{props["aria-label"]}</a>,
}));

beforeAll(async () => {
  // What dialogs ask of a browser and jsdom has not.
  window.matchMedia ??= ((media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as unknown as typeof window.matchMedia;
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, accounts, outbox: words } },
    interpolation: { escapeValue: false },
  });
});
beforeEach(() => {
  server.asked.length = 0;
  server.status = 200;
  server.letters = [
    {
      id: "l1",
      at: Date.now() - 1_000,
      to: { id: "b1", name: "Bob Ray", login: "bob" },
      kind: "new_device",
      subject: "Example: a new device signed in",
    },
    { id: "l2", at: 1_700_000_000_000, to: { id: "gone" }, kind: "of_the_future", subject: "Example: something" },
  ];
  server.letter = { id: "l1", subject: "Example: a new device signed in", body: "Bob Ray,\n\nFirefox signed in." };
});
afterEach(cleanup);

async function show() {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MantineProvider>
        <Outbox />
      </MantineProvider>
    </QueryClientProvider>,
  );
}
const read = async (subject: string) =>
  fireEvent.click(within(await screen.findByRole("table")).getByRole("button", { name: `Read: ${subject}` }));

test("acc_11 the Outbox says why letters are here, for how long, and that reading is logged; listing reads none", async () => {
  await show();
  const table = within(await screen.findByRole("table"));
  screen.getByText(/^No mail service is set up, .* for 30 days\. Reading one is written to the audit log\.$/);
  const [, first, second] = table.getAllByRole("row").map((row) => row.textContent);
  expect(first).toMatch(/^today, \d\d:\d\dBob RaybobExample: a new device signed inNew device/);
  expect(second).toMatch(/Account goneExample: somethingof_the_future/);
  expect(server.asked).toEqual(["/api/v1/admin/outbox"]);
});

test("acc_11 a letter is asked for once each time it is opened, shows its text, and gives the focus back", async () => {
  await show();
  for (const times of [1, 2]) {
    await read("Example: a new device signed in");
    const dialog = within(await screen.findByRole("dialog"));
    await dialog.findByText(/^Bob Ray,\s+Firefox signed in\.$/);
    dialog.getByText(/^To Bob Ray ·/);
    dialog.getByRole("button", { name: "Copy text" });
    fireEvent.click(dialog.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(server.asked.filter((path) => path.endsWith("/l1")).length).toBe(times);
  }
});

test("acc_11 a letter that is gone meanwhile is told in the dialog", async () => {
  server.status = 404;
  server.letter = { status: 404, code: "letter_not_found" };
  await show();
  await read("Example: something");
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("There is no such letter any more. Load the Outbox again.");
  expect(dialog.queryByRole("button", { name: "Copy text" })).toBeNull();
});

test("acc_11 an empty Outbox says what will come here", async () => {
  server.letters = [];
  await show();
  await screen.findByText(/^The server writes to people when a new device/);
});
