// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/sign-in.json";
import { keptAttempt } from "../../choose-session";
import { SessionContext, type TabSession } from "../../session";
import { SignInForm } from "./sign-in-form";

const go = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => go,
  createLink: () => (props: { to: string }) => <a href={props.to}>Go to the main page</a>,
}));

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "sign-in": words } },
    interpolation: { escapeValue: false },
  }),
);

const signIn = vi.fn();
beforeEach(() => vi.resetAllMocks());
afterEach(cleanup);

function show(to = "/") {
  render(
    <SessionContext value={{ signIn } as unknown as TabSession}>
      <SignInForm to={to} />
    </SessionContext>,
  );
  fireEvent.change(screen.getByLabelText("Login"), { target: { value: "ann.lee" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: "plover xyzzy lantern" } });
  fireEvent.click(screen.getByRole("button", { name: "Log in" }));
}

const refuse = (status: number, code: string) => signIn.mockRejectedValue(new Problem({ status, code }));
const password = () => screen.getByLabelText<HTMLInputElement>("Password");

const done = (restricted: boolean) => ({ next: "done", me: { session: { restricted } } });

test("sign_1 a signed-in person goes on to where they were going", async () => {
  signIn.mockResolvedValue(done(false));
  show("/settings/sessions");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true }));
  expect(signIn).toHaveBeenCalledWith({ login: "ann.lee", password: "plover xyzzy lantern", entrance: "home" });
});

test("ses_3 over the limit one is told so first, and then goes on to where one was going", async () => {
  signIn.mockResolvedValue(done(true));
  show("/c/482913507");
  const href = "/session-limit?to=%2Fc%2F482913507";
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href, replace: true }));
});

test("ses_4 where sign-in waits for a place, the window opens and a reload will find it", async () => {
  signIn.mockResolvedValue({ next: "choose_session", attempt: { id: "a1" }, choice: {} });
  show("/settings/sessions");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ to: "/sign-in/sessions" }));
  expect(keptAttempt()).toEqual({ id: "a1", login: "ann.lee", to: "/settings/sessions" });
});

test("ses_4 who comes back from the window finds the login typed, and is asked for the password", () => {
  render(
    <SessionContext value={{ signIn } as unknown as TabSession}>
      <SignInForm to="/" login="ann.lee" />
    </SessionContext>,
  );
  expect(screen.getByLabelText<HTMLInputElement>("Login").value).toBe("ann.lee");
  expect(document.activeElement).toBe(password());
});

test("sign_1 a wrong pair says one sentence at the password, empties it, keeps the login", async () => {
  refuse(401, "wrong_credentials");
  show();
  await screen.findByText(
    "Wrong login or password, or too many attempts. Wait a few minutes or ask your administrator.",
  );
  await waitFor(() => expect(document.activeElement).toBe(password()));
  expect(password().value).toBe("");
  expect(screen.getByLabelText<HTMLInputElement>("Login").value).toBe("ann.lee");
});

test("cnf_2 the direct way is asked for from a conference's page, and its refusal leads to the main page", async () => {
  refuse(403, "use_personal_account");
  show("/c/482913507");
  const way = await screen.findByRole("link", { name: "Go to the main page" });
  expect(signIn).toHaveBeenCalledWith(expect.objectContaining({ entrance: "conference" }));
  expect(way.getAttribute("href")).toBe("/sign-in");
  expect(password().value).toBe("plover xyzzy lantern");
});

test("a busy server is told above the button, and nothing typed is lost", async () => {
  refuse(429, "busy");
  show();
  expect((await screen.findByRole("alert")).textContent).toBe("Many people are signing in now. Try again in a moment.");
  expect(password().value).toBe("plover xyzzy lantern");
});

test("wcag_1_3_5 asvs_6_2_6 asvs_6_2_7 password managers know the fields; the password is masked and may be shown", () => {
  show();
  expect(password().type).toBe("password");
  expect(screen.getByLabelText("Login").getAttribute("autocomplete")).toBe("username");
  expect(password().getAttribute("autocomplete")).toBe("current-password");
  fireEvent.click(screen.getByRole("button", { name: "Show password" }));
  expect(password().type).toBe("text");
});
