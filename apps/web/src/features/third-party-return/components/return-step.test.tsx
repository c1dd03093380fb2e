// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { StrictMode } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/third-party.json";
import { takeSecret } from "../../../platform/browser/fragment";
import { forgetAttempt, keptAttempt } from "../../choose-session";
import { SessionContext, type TabSession } from "../../session";
import { type KeptVisit, keptVisit } from "../../third-party";
import { proveByVisit, redeem } from "../api/return";
import { ReturnStep } from "./return-step";

const go = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => go,
  createLink:
    () =>
    ({ to, children }: { to: string; children: React.ReactNode }) => <a href={to}>{children}</a>,
}));
vi.mock("../api/return", () => ({ redeem: vi.fn(), proveByVisit: vi.fn() }));

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "third-party": words } },
    interpolation: { escapeValue: false },
  }),
);

const VISIT: KeptVisit = {
  purpose: "sign_in",
  provider: "clinic",
  label: "Clinic ID",
  verifier: "the-verifier",
  to: "/settings/sessions",
};
const accept = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  accept.mockImplementation(async (step: unknown) => step);
  sessionStorage.clear();
});
afterEach(() => {
  cleanup();
  forgetAttempt();
});

/** The page as a browser that comes back opens it. */
function comeBack(fragment: string, visit: KeptVisit | undefined = VISIT) {
  if (visit) sessionStorage.setItem("vestibule.visit", JSON.stringify(visit));
  history.replaceState(null, "", `/sign-in/return#${fragment}`);
  takeSecret();
  render(
    <StrictMode>
      <SessionContext value={{ accept } as unknown as TabSession}>
        <main>
          <ReturnStep />
        </main>
      </SessionContext>
    </StrictMode>,
  );
}
const answers = (step: object) => vi.mocked(redeem).mockResolvedValue({ step, left: 0 } as never);
const refuses = (problem: Problem) => vi.mocked(redeem).mockRejectedValue(problem);
const done = (restricted = false) => ({ next: "done", me: { session: { restricted } } });
const sign = (name: string) => screen.findByRole("button", { name });

// First of all: what a page once took it keeps in memory until it is loaded anew.
test("sign_3 a page opened by hand, or again after its work, leads to the form", async () => {
  comeBack("");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ to: "/sign-in", search: {}, replace: true }));
});

test("sign_3 asvs_14_2_1 the code leaves the address at once and is redeemed once, with this tab's verifier", async () => {
  answers(done());
  comeBack("code=c1");
  expect(location.hash).toBe("");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true }));
  expect(redeem).toHaveBeenCalledExactlyOnceWith("c1", "the-verifier", "home");
  expect(keptVisit()).toBeUndefined();
});

test("sign_3 cnf_2 who began at a conference's page comes back by the direct way", async () => {
  answers(done());
  comeBack("code=c2", { ...VISIT, to: "/c/482913507" });
  await waitFor(() => expect(redeem).toHaveBeenCalledWith("c2", "the-verifier", "conference"));
});

test.each([
  ["the notice over the limit", done(true), { href: "/session-limit?to=%2Fsettings%2Fsessions", replace: true }],
  [
    "the code of the second factor",
    { next: "second_factor", attempt: { id: "a1" }, ways: ["totp"], ends_at: 0 },
    { to: "/sign-in/second-factor", replace: true },
  ],
  [
    "the User sessions window",
    { next: "choose_session", attempt: { id: "a1" }, choice: {} },
    { to: "/sign-in/sessions", replace: true },
  ],
  ["connecting an account", { next: "link", attempt: { id: "a1" }, link: {} }, { to: "/sign-in/link", replace: true }],
])("sign_3 the way leads on to %s", async (_, step, way) => {
  answers(step);
  comeBack(`code=${JSON.stringify(step).length}`);
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith(way));
  if (step.next !== "done") expect(keptAttempt()).toEqual({ id: "a1", login: "", to: "/settings/sessions" });
});

test("sign_3 who declined is told that nothing changed, and may go there again or back to the form", async () => {
  comeBack("error=denied");
  await screen.findByRole("heading", { name: "You are not logged in" });
  expect(screen.getByRole("alert").textContent).toContain("You declined at the other site");
  await sign("Go to Clinic ID again");
  expect(screen.getByRole("link", { name: "Back to log in" }).getAttribute("href")).toBe("/sign-in");
  expect(redeem).not.toHaveBeenCalled();
});

test("sign_3 a code for another tab is sent nowhere, and says where to go on", async () => {
  sessionStorage.clear();
  history.replaceState(null, "", "/sign-in/return#code=c9");
  takeSecret();
  render(
    <SessionContext value={{ accept } as unknown as TabSession}>
      <ReturnStep />
    </SessionContext>,
  );
  expect((await screen.findByRole("alert")).textContent).toContain("another tab or browser");
  expect(redeem).not.toHaveBeenCalled();
  expect(screen.queryByRole("button")).toBeNull();
});

test("sign_3 a code that is used up says so, and the visit is over", async () => {
  refuses(new Problem({ status: 410, code: "code_invalid" }));
  comeBack("code=c3");
  expect((await screen.findByRole("alert")).textContent).toContain("was used already, or it took too long");
  expect(keptVisit()).toBeUndefined();
  await sign("Go to Clinic ID again");
});

test("sign_3 a suspended account is not sent on another visit", async () => {
  refuses(new Problem({ status: 403, code: "account_suspended" }));
  comeBack("code=c4");
  expect((await screen.findByRole("alert")).textContent).toBe("This account is suspended. Ask your administrator.");
  expect(screen.queryByRole("button")).toBeNull();
});

test("sign_3 a server that did not answer is asked once more with the same code", async () => {
  refuses(Problem.unreachable());
  comeBack("code=c5");
  const again = await sign("Try again");
  expect(keptVisit()).toEqual(VISIT);
  answers(done());
  fireEvent.click(again);
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true }));
  expect(redeem).toHaveBeenCalledTimes(2);
});

test("sign_3 asvs_7_5_2 a proof goes back to where it was asked for, and is no sign-in", async () => {
  vi.mocked(proveByVisit).mockResolvedValue(undefined);
  comeBack("code=c6", { ...VISIT, purpose: "proof" });
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true }));
  expect(proveByVisit).toHaveBeenCalledExactlyOnceWith("c6", "the-verifier");
  expect(redeem).not.toHaveBeenCalled();
});

test("sign_3 another identity proves nothing, and the way leads back to the page", async () => {
  vi.mocked(proveByVisit).mockRejectedValue(new Problem({ status: 403, code: "other_identity" }));
  comeBack("code=c7", { ...VISIT, purpose: "proof" });
  await screen.findByRole("heading", { name: "You have not confirmed that it is you" });
  fireEvent.click(await sign("Back to the page"));
  expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true });
});
