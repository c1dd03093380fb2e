// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type ConferenceCard, Problem } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/pre-join.json";
import { memoryOf } from "../../admission";
import { meQuery, SessionContext, type TabSession, type Whom } from "../../session";
import { JoinForm } from "./join-form";

const post = vi.hoisted(() => vi.fn());
vi.mock("../../../api", async (original) => {
  const actual = await original<typeof import("../../../api")>();
  return { ...actual, api: { ...actual.api, POST: post }, answer: (call: Promise<unknown>) => call };
});
vi.mock("@tanstack/react-router", async (original) => {
  const Anchor = ({ to, search, children }: { to: string; search?: { to: string }; children: ReactNode }) => (
    <a href={search ? `${to}?to=${search.to}` : to}>{children}</a>
  );
  return { ...(await original<typeof import("@tanstack/react-router")>()), Link: Anchor, createLink: () => Anchor };
});

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "pre-join": words } },
    interpolation: { escapeValue: false },
  }),
);
beforeEach(() => {
  sessionStorage.clear();
  post.mockReset();
});
afterEach(cleanup);

const NUMBER = "482913507";
const CARD: ConferenceCard = {
  number: NUMBER,
  access: "open",
  name: "Ward round",
  invited_by: "Dr Omar Haddad",
  guests: true,
  member: false,
  moderator: false,
  ways: ["member", "guest"],
  link: `https://meet.example/c/${NUMBER}`,
};

function show(card: Partial<ConferenceCard> = {}, me: unknown = null, list?: object) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(meQuery.queryKey, { me, reason: undefined } as Whom);
  if (list) queries.setQueryData(["sessions"], list);
  const onAdmitted = vi.fn();
  const signOut = vi.fn(async () => undefined);
  render(
    <QueryClientProvider client={queries}>
      <SessionContext value={{ signOut } as unknown as TabSession}>
        <JoinForm number={NUMBER} card={{ ...CARD, ...card }} onAdmitted={onAdmitted} />
      </SessionContext>
    </QueryClientProvider>,
  );
  return { onAdmitted, signOut };
}
const press = () => fireEvent.click(screen.getByRole("button", { name: "Join" }));
const type = (name: string) => fireEvent.change(screen.getByLabelText("Your name"), { target: { value: name } });

test("cnf_2 a guest gives only a name", async () => {
  post.mockResolvedValue({ identity: "g" });
  const { onAdmitted } = show();
  screen.getByRole("heading", { name: "Ward round" });
  type("  Rosa Delgado ");
  press();
  await waitFor(() => expect(onAdmitted).toHaveBeenCalledWith({ identity: "g" }));
  expect(post.mock.calls[0]?.[1].body).toEqual({ name: "Rosa Delgado" });
  expect(memoryOf(NUMBER).name).toBe("  Rosa Delgado ");
});

test("cnf_2 without a name nothing is asked, and the field says so", async () => {
  show();
  press();
  await screen.findByText("Enter your name");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Your name")));
  expect(post).not.toHaveBeenCalled();
});

test("cnf_2 what the server refuses stands where it belongs, and what was typed stays", async () => {
  post.mockRejectedValueOnce(new Problem({ status: 422, code: "name_too_long", field: "name" }));
  post.mockRejectedValueOnce(new Problem({ status: 403, code: "guests_not_allowed" }));
  show();
  type("Rosa");
  press();
  await screen.findByText(errors.name_too_long);
  press();
  await screen.findByText(errors.guests_not_allowed);
  expect(screen.getByLabelText<HTMLInputElement>("Your name").value).toBe("Rosa");
});

test("cnf_4 asvs_7_6_2 who is signed in is told as whom they join, and sends no name", async () => {
  post.mockResolvedValue({ identity: "m" });
  const { onAdmitted, signOut } = show({ recognised: { name: "Ann Lee" }, member: true });
  screen.getByText("You will join as Ann Lee");
  expect(screen.queryByLabelText("Your name")).toBeNull();
  press();
  await waitFor(() => expect(onAdmitted).toHaveBeenCalled());
  expect(post.mock.calls[0]?.[1].body).toEqual({});
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  expect(signOut).toHaveBeenCalled();
});

const ANN = { account: { name: "Ann Lee", number: "12045" }, session: { id: "s1", restricted: true }, allowed: [] };

test("ses_5 cnf_4 a restricted session is told why it cannot join, and how to lift that", () => {
  const list = { items: [{}, {}, {}, {}], limit: 3, in_use: 3, to_end: 1 };
  const { signOut } = show({ recognised: { name: "Ann Lee" }, member: true, ways: [] }, ANN, list);
  const why = "This device is restricted: 4 devices are signed in, 3 are allowed. End one session to join from here.";
  screen.getByText("You will join as Ann Lee");
  expect(screen.getByRole("link", { name: "Active sessions" }).getAttribute("href")).toBe("/settings/sessions");
  const join = screen.getByRole("button", { name: "Join" });
  expect(join.getAttribute("aria-disabled")).toBe("true");
  expect(document.getElementById(join.getAttribute("aria-describedby") ?? "")?.textContent).toBe(why);
  press();
  expect(post).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  expect(signOut).toHaveBeenCalled();
});

test("ses_5 the lock follows what the session may do, and nothing else", () => {
  const allowed = ["enter_conferences"];
  show({ recognised: { name: "Ann Lee" }, member: true }, { ...ANN, allowed });
  expect(screen.getByRole("button", { name: "Join" }).getAttribute("aria-disabled")).toBeNull();
});

test("cnf_5 a closed conference shows strangers its number and the way to log in", () => {
  show({ access: "closed", ways: ["member"], name: null, invited_by: null });
  screen.getByRole("heading", { name: "Conference 482\u00a0913\u00a0507" });
  expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
  expect(screen.getByRole("link", { name: "Log in" }).getAttribute("href")).toBe(`/sign-in?to=/c/${NUMBER}`);
});

test("cnf_5 a recognised person who is not on a closed list is told what to do", () => {
  show({ access: "closed", ways: [], name: null, invited_by: null, recognised: { name: "Ann Lee" } });
  screen.getByText(words.refused.closed.known);
  expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
});
