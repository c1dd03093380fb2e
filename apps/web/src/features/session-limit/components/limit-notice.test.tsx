// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Session, SessionList } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import limitWords from "../../../i18n/locales/en/session-limit.json";
import sessionWords from "../../../i18n/locales/en/sessions.json";
import commonRu from "../../../i18n/locales/ru/common.json";
import limitWordsRu from "../../../i18n/locales/ru/session-limit.json";
import sessionWordsRu from "../../../i18n/locales/ru/sessions.json";
import { sessionsQuery } from "../../sessions";
import { LimitNotice } from "./limit-notice";

const go = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => go,
  createLink:
    () =>
    ({ to, children }: { to: string; children: React.ReactNode }) => <a href={to}>{children}</a>,
}));

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: {
      en: { common, "session-limit": limitWords, sessions: sessionWords },
      ru: { common: commonRu, "session-limit": limitWordsRu, sessions: sessionWordsRu },
    },
    interpolation: { escapeValue: false },
  }),
);
afterEach(async () => {
  cleanup();
  vi.clearAllMocks();
  await i18next.changeLanguage("en");
});

function session(name: string, more: Partial<Session> = {}): Session {
  return {
    id: name,
    current: false,
    client: "web",
    device: { name, system: "Windows 11" },
    address: "198.51.100.x",
    signed_in_at: Date.now() - 86_400_000,
    last_active_at: Date.now() - 120_000,
    online: true,
    restricted: false,
    expires_at: Date.now() + 3_600_000,
    longest_until: Date.now() + 3_600_000,
    advised: false,
    ...more,
  };
}

const OTHERS = [
  session("Pixel 8", { client: "mobile", device: { name: "Pixel 8", system: "Android 15", version: "1.2" } }),
  session("Firefox 128", { advised: true }),
  session("Reception desk", { client: "desktop", in_conference: "Ward round" }),
];

function show(restricted: boolean, list: Partial<SessionList> = {}, to = "/") {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const own = session("Chrome 131", { current: true, restricted, signed_in_at: Date.now() });
  queries.setQueryData(sessionsQuery.queryKey, {
    items: [own, ...OTHERS],
    limit: 3,
    in_use: 3,
    to_end: restricted ? 1 : 0,
    life: { web_idle_minutes: 720, app_idle_days: 30 },
    ...list,
  });
  render(
    <QueryClientProvider client={queries}>
      <LimitNotice restricted={restricted} to={to} />
    </QueryClientProvider>,
  );
}
const rows = () =>
  within(screen.getByRole("list", { name: "Signed-in devices, newest first" })).getAllByRole("listitem");

test("ses_3 the notice says how many devices, what is off, and what each device is", () => {
  show(true);
  screen.getByRole("heading", { name: "You are signed in on 4 devices; 3 are allowed" });
  screen.getByText(/^Until one session ends you can't join conferences .* this device will not ring\./);
  const shown = rows().map((row) => row.textContent?.replaceAll("\u00a0", " "));
  expect(shown).toEqual([
    "Chrome 131 · Windows 11This deviceWeb · signed in now",
    "Pixel 8Vestibule app 1.2 · Android 15 · 2 min agoEnd session",
    "Firefox 128 · Windows 11Best to endWeb · 2 min agoEnd session",
    "Reception deskDesktop client · Windows 11 · in Ward round nowEnd session",
  ]);
});

test("ses_3 its two ways on are to where one was going, and to the list", () => {
  show(true, {}, "/c/482913507");
  fireEvent.click(screen.getByRole("button", { name: "It's clear" }));
  expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/c/482913507", replace: true });
  expect(screen.getByRole("link", { name: "Active sessions" }).getAttribute("href")).toBe("/settings/sessions");
});

test("ses_6 where more than one is over, the notice says how many to end", () => {
  show(true, { items: [...OTHERS, ...OTHERS.map((other) => ({ ...other, id: `${other.id} 2` }))], to_end: 2 });
  screen.getByText(/^Until 2 sessions end you can't join conferences/);
});

test("ses_6 a device that is freed says so, and nothing is left to end there", () => {
  show(false, { items: [session("Chrome 131", { current: true }), ...OTHERS.slice(0, 2)] });
  screen.getByRole("heading", { name: "This device is no longer restricted" });
  screen.getByText("You are signed in on 3 devices; 3 are allowed. Conferences, calls and messages work here now.");
  expect(screen.queryByRole("button", { name: /^End session/ })).toBeNull();
  expect(screen.queryByText("Best to end")).toBeNull();
  screen.getByRole("button", { name: "Go on" });
});

test("ses_6 freed by a limit that was lifted altogether, it names no limit", () => {
  show(false, { limit: 0 });
  screen.getByText("Conferences, calls and messages work here now.");
});

test("ses_3 the notice in Russian", async () => {
  await i18next.changeLanguage("ru");
  show(true, { to_end: 2 });
  screen.getByRole("heading", { name: "Вы вошли на 4 устройствах, а разрешено 3" });
  screen.getByText(/^Пока не завершатся 2 сеанса, здесь нельзя войти в конференцию/);
});
