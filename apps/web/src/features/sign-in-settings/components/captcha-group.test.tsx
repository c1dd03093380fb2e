// @vitest-environment jsdom
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { SignInSettings } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/sign-in-settings.json";
import { signInSettingsQuery } from "../api/sign-in-settings";
import { CaptchaGroup } from "./captcha-group";

/** What the made-up server keeps; the requests that changed it. */
const server = vi.hoisted(() => ({ settings: {} as object, put: [] as object[] }));

// The client of `api/` keeps the fetch it finds when it is made, so this stands before its first import.
vi.hoisted(() => {
  globalThis.fetch = async (input) => {
    const request = input as Request;
    if (request.method === "PUT") {
      server.settings = (await request.json()) as object;
      server.put.push(server.settings);
    }
    return new Response(JSON.stringify(server.settings), { headers: { "Content-Type": "application/json" } });
  };
});

const SAVED: SignInSettings = {
  captcha: "off",
  captcha_after: 3,
  password_least_length: 15,
  account_failures: 10,
  address_failures: 50,
  failure_window_minutes: 15,
  lock_minutes: 15,
};

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "sign-in-settings": words } },
    interpolation: { escapeValue: false },
  }),
);
beforeEach(() => {
  server.settings = SAVED;
  server.put.length = 0;
});
afterEach(cleanup);

function Shown() {
  const { data } = useQuery(signInSettingsQuery);
  return data ? <CaptchaGroup settings={data} /> : null;
}

async function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <Shown />
    </QueryClientProvider>,
  );
  await screen.findByRole("radio", { name: /^Off/ });
}

const choose = (name: RegExp) => fireEvent.click(screen.getByRole("radio", { name }));
const number = () => screen.getByLabelText<HTMLInputElement>("Failures until it is asked");
const save = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));

test("cap_1 the number stands only where a captcha is asked after failures, and is saved with it", async () => {
  await show();
  expect(screen.queryByLabelText("Failures until it is asked")).toBeNull();
  choose(/^After failures/);
  screen.getByText("Saved value: Off");
  fireEvent.change(number(), { target: { value: "5" } });
  // Somebody else saves another group meanwhile.
  server.settings = { ...SAVED, lock_minutes: 30 };
  save();
  await waitFor(() => expect(screen.getByText(/^Saved at/)).toBeTruthy());
  expect(server.put).toEqual([{ ...SAVED, captcha: "after_failures", captcha_after: 5, lock_minutes: 30 }]);
  expect(screen.queryByText("Unsaved")).toBeNull();
});

test("cap_1 a wrong number is told under its field and nothing is saved; out of sight it changes nothing", async () => {
  await show();
  choose(/^After failures/);
  fireEvent.change(number(), { target: { value: "51" } });
  save();
  await screen.findByText("51 is too many. Enter 1 to 50.");
  await waitFor(() => expect(document.activeElement).toBe(number()));
  expect(server.put).toEqual([]);
  choose(/^Off/);
  expect(screen.queryByText("Unsaved")).toBeNull();
});

test("cap_1 a number that no account would ever reach is warned of before it is saved", async () => {
  await show();
  choose(/^After failures/);
  expect(screen.queryByText(/failures lock an account/)).toBeNull();
  fireEvent.change(number(), { target: { value: "10" } });
  screen.getByText(/^10 failures lock an account, so its captcha would never be asked/);
  fireEvent.change(number(), { target: { value: "9" } });
  expect(screen.queryByText(/failures lock an account/)).toBeNull();
});
