// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type AskSecondFactor, Problem } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import factorWords from "../../../i18n/locales/en/second-factor.json";
import words from "../../../i18n/locales/en/sign-in.json";
import { askAttempt, cancelAttempt, forgetAttempt, keepAttempt, keptAttempt } from "../../choose-session";
import { SessionContext, type TabSession } from "../../session";
import { proveFactor } from "../api/prove-factor";
import { SecondFactorStep } from "./second-factor-step";

const go = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => go,
}));
vi.mock("../api/prove-factor", () => ({ proveFactor: vi.fn() }));
vi.mock("../../choose-session", async (original) => ({
  ...(await original<typeof import("../../choose-session")>()),
  askAttempt: vi.fn(),
  cancelAttempt: vi.fn(),
}));

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "sign-in": words, "second-factor": factorWords } },
    interpolation: { escapeValue: false },
  }),
);

const ATTEMPT = { id: "a1", login: "ann.lee", to: "/settings/sessions" };
const STEP: AskSecondFactor = {
  next: "second_factor",
  attempt: { id: "a1" },
  ways: ["totp", "recovery_code"],
  ends_at: 0,
};
const accept = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(cancelAttempt).mockResolvedValue(undefined);
  accept.mockImplementation(async (step: unknown) => step);
  sessionStorage.clear();
});
afterEach(() => {
  cleanup();
  forgetAttempt();
});

function show() {
  render(
    <SessionContext value={{ accept } as unknown as TabSession}>
      <main>
        <SecondFactorStep attempt={ATTEMPT} />
      </main>
    </SessionContext>,
  );
}
function begin(step: Partial<AskSecondFactor> = {}) {
  keepAttempt(ATTEMPT, { ...STEP, ...step });
  show();
}
function send(label: string, code: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value: code } });
  fireEvent.click(screen.getByRole("button", { name: "Log in" }));
}
const app = () => screen.getByLabelText<HTMLInputElement>("Code from the app");
const refuse = (status: number, code: string, more: object = {}) =>
  vi.mocked(proveFactor).mockRejectedValue(new Problem({ status, code, ...more }));
const answers = (outcome: unknown) => vi.mocked(proveFactor).mockResolvedValue(outcome as never);

test("acc_16 a right code signs in and leads to where one was going", async () => {
  answers({ next: "done", me: { session: { restricted: false } } });
  begin();
  send("Code from the app", " 287 082 ");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href: "/settings/sessions", replace: true }));
  expect(proveFactor).toHaveBeenCalledExactlyOnceWith("a1", "287 082");
  expect(keptAttempt()).toBeUndefined();
});

test("acc_16 ses_3 over the limit the notice comes first", async () => {
  answers({ next: "done", me: { session: { restricted: true } } });
  begin();
  send("Code from the app", "287082");
  const href = "/session-limit?to=%2Fsettings%2Fsessions";
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ href, replace: true }));
});

test("acc_16 ses_4 where sign-in then waits for a place, the User sessions window opens", async () => {
  answers({ next: "choose_session", attempt: { id: "a1" }, choice: {} });
  begin();
  send("Code from the app", "287082");
  await waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith({ to: "/sign-in/sessions", replace: true }));
  expect(keptAttempt()).toEqual(ATTEMPT);
});

test("acc_16 a wrong code stays, chosen, with the reason under the field that has the focus", async () => {
  refuse(422, "code_wrong", { field: "code" });
  begin();
  send("Code from the app", "287082");
  const reason = await screen.findByText(
    "This code is wrong or was used already. Wait for the next one and enter that.",
  );
  await waitFor(() => expect(document.activeElement).toBe(app()));
  expect(app().getAttribute("aria-describedby")).toContain(reason.closest("p")?.id);
  expect([app().value, app().selectionStart, app().selectionEnd]).toEqual(["287082", 0, 6]);
  expect(keptAttempt()).toEqual(ATTEMPT);
  expect(go).not.toHaveBeenCalled();
});

test.each([
  ["", "Enter the code that the app shows"],
  ["28708", "The app's code has 6 digits. Check it, or wait for the next one."],
])("acc_16 no try is spent on %j", async (typed, words) => {
  begin();
  send("Code from the app", typed);
  await screen.findByText(words);
  expect(proveFactor).not.toHaveBeenCalled();
});

test("acc_16 a recovery code has its own field and its own words, and what was typed in each stays", async () => {
  refuse(422, "code_wrong", { field: "code" });
  begin();
  fireEvent.change(app(), { target: { value: "287" } });
  fireEvent.click(screen.getByRole("button", { name: "Use a recovery code instead" }));
  screen.getByRole("heading", { name: "Enter a recovery code" });
  const field = screen.getByLabelText<HTMLInputElement>("Recovery code");
  expect(document.activeElement).toBe(field);
  expect([field.inputMode, field.autocomplete]).toEqual(["text", "off"]);
  send("Recovery code", "7KQ2-9FHM");
  await screen.findByText("This recovery code is wrong or was used already. Check it, or take another.");
  expect(field.value).toBe("7KQ2-9FHM");
  fireEvent.click(screen.getByRole("button", { name: "Use the app's code instead" }));
  expect(app().value).toBe("287");
});

test("acc_16 where a recovery code is no way, none is offered", () => {
  begin({ ways: ["totp"] });
  expect(screen.queryByRole("button", { name: "Use a recovery code instead" })).toBeNull();
});

test("acc_16 too many tries say how long to wait, and the code stays", async () => {
  refuse(429, "too_many_tries", { retryAfter: 600 });
  begin();
  send("Code from the app", "287082");
  expect((await screen.findByRole("alert")).textContent).toBe("Too many tries. Wait 10 minutes and try again.");
  expect(app().value).toBe("287082");
});

test("acc_16 an attempt that is over leads back to the form, with the login, which says so", async () => {
  refuse(404, "attempt_over");
  begin();
  send("Code from the app", "287082");
  await waitFor(() =>
    expect(go).toHaveBeenCalledExactlyOnceWith({
      to: "/sign-in",
      search: { to: "/settings/sessions" },
      state: { factorAsked: { login: "ann.lee", over: true } },
      replace: true,
    }),
  );
  expect(keptAttempt()).toBeUndefined();
  expect(cancelAttempt).not.toHaveBeenCalled();
});

test("acc_16 Back gives the attempt up and finds the login typed", () => {
  begin();
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(cancelAttempt).toHaveBeenCalledExactlyOnceWith("a1");
  expect(go).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ to: "/sign-in", state: { factorAsked: { login: "ann.lee", over: false } } }),
  );
  expect(keptAttempt()).toBeUndefined();
});

test.each([
  ["here still", STEP, undefined],
  ["a step further", { next: "choose_session", attempt: { id: "a1" }, choice: {} }, "/sign-in/sessions"],
])("acc_16 after a reload the server says where the sign-in stands: %s", async (_, step, page) => {
  vi.mocked(askAttempt).mockResolvedValue({ step: step as never, left: 0 });
  show();
  await waitFor(() => expect(accept).toHaveBeenCalledExactlyOnceWith(step));
  if (page) expect(go).toHaveBeenCalledExactlyOnceWith({ to: page, replace: true });
  else expect(go).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(app());
});

test("acc_16 after a reload of an attempt that is over the form says so; a silent server changes nothing", async () => {
  vi.mocked(askAttempt).mockRejectedValueOnce(Problem.unreachable());
  show();
  await waitFor(() => expect(askAttempt).toHaveBeenCalledExactlyOnceWith("a1"));
  expect(go).not.toHaveBeenCalled();
  cleanup();
  vi.mocked(askAttempt).mockRejectedValueOnce(new Problem({ status: 404, code: "attempt_over" }));
  show();
  await waitFor(() =>
    expect(go).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ state: { factorAsked: { login: "ann.lee", over: true } } }),
    ),
  );
});

test("wcag_1_3_5 phones and password managers fill the code in", () => {
  begin();
  expect([app().inputMode, app().autocomplete]).toEqual(["numeric", "one-time-code"]);
});
