// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type ManagedAccount, Problem } from "../../../api";
import words from "../../../i18n/locales/en/accounts.json";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import { accountQuery, removeFactorOf } from "../api/account";
import { AccountFactor } from "./account-factor";

vi.mock("../api/account", async (original) => ({
  ...(await original<typeof import("../api/account")>()),
  removeFactorOf: vi.fn(),
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
    resources: { en: { common, errors, accounts: words } },
    interpolation: { escapeValue: false },
  });
});
beforeEach(() => vi.resetAllMocks());
afterEach(cleanup);

function show(since: number | undefined) {
  const queries = new QueryClient();
  const details = { account: { id: "b1", name: "Bob Ray" }, second_factor_since: since } as unknown as ManagedAccount;
  const readAgain = vi.spyOn(queries, "invalidateQueries");
  render(
    <QueryClientProvider client={queries}>
      <MantineProvider>
        <AccountFactor details={details} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return readAgain;
}
async function askToRemove() {
  fireEvent.click(screen.getByRole("button", { name: "Remove second factor" }));
  return within(await screen.findByRole("dialog"));
}

test("acc_16 without a second factor there is nothing to remove", () => {
  show(undefined);
  screen.getByText("Off.");
  expect(screen.queryByRole("button")).toBeNull();
});

test("asvs_6_4_4 before a second factor is removed, one is told to make sure who asks; the focus changes nothing", async () => {
  const readAgain = show(Date.now() - 1_000);
  screen.getByText(/^On since today, \d\d:\d\d\.$/);
  const dialog = await askToRemove();
  dialog.getByText(/^Make sure that Bob Ray is who asks/);
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Keep it" })));
  fireEvent.click(dialog.getByRole("button", { name: "Remove second factor" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(removeFactorOf).toHaveBeenCalledExactlyOnceWith("b1");
  expect(readAgain).toHaveBeenCalledWith({ queryKey: accountQuery("b1").queryKey, exact: true });
});

test("acc_16 a refused removal is told in the dialog", async () => {
  vi.mocked(removeFactorOf).mockRejectedValue(new Problem({ status: 403, code: "not_allowed" }));
  show(Date.now());
  const dialog = await askToRemove();
  fireEvent.click(dialog.getByRole("button", { name: "Remove second factor" }));
  await dialog.findByText("You are not allowed to do this. Ask your administrator.");
});
