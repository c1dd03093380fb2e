// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Account, Problem } from "../../../api";
import words from "../../../i18n/locales/en/accounts.json";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import { makePasswordLink } from "../api/accounts";
import { NewLinkDialog } from "./password-link-dialog";

vi.mock("../api/accounts", () => ({ makePasswordLink: vi.fn() }));
vi.mock("../../session", async (original) => ({
  ...(await original<typeof import("../../session")>()),
  useSignedIn: () => ({ account: { login: "root", password_set: true } }),
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
afterEach(cleanup);

test("asvs_6_2_3 a link to one's own password, long after the sign-in, asks for the password in place", async () => {
  vi.mocked(makePasswordLink).mockRejectedValue(new Problem({ status: 403, code: "proof_required" }));
  const account = { id: "r1", name: "Root" } as Account;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <NewLinkDialog account={account} onClose={() => undefined} onMade={() => undefined} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("button", { name: "Make link" }));
  expect(await screen.findByLabelText("Your password")).toBeTruthy();
  expect(makePasswordLink).toHaveBeenCalledExactlyOnceWith("r1");
});
