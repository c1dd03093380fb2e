// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Captcha, Problem } from "../../../api";
import captchaWords from "../../../i18n/locales/en/captcha.json";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/sign-in.json";
import { askCaptcha } from "../../captcha/api/captcha";
import { searchInThreads } from "../../captcha/worker/search";
import { SessionContext, type TabSession } from "../../session";
import { SignInForm } from "./sign-in-form";

const go = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => go,
}));
vi.mock("../../captcha/api/captcha", () => ({ askCaptcha: vi.fn() }));
vi.mock("../../captcha/worker/search", () => ({ searchInThreads: vi.fn() }));

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "sign-in": words, captcha: captchaWords } },
    interpolation: { escapeValue: false },
  }),
);

const signIn = vi.fn();
let made = 0;
beforeEach(() => {
  vi.resetAllMocks();
  made = 0;
  vi.mocked(askCaptcha).mockImplementation(async (kind) => {
    made += 1;
    const image = kind === "picture" ? `data:image/png;base64,${made}` : null;
    return { id: `c${made}`, image, expires_in: 60, altcha: { parameters: {} } } as Captcha;
  });
});
afterEach(cleanup);

const DONE = { next: "done", me: { session: { restricted: false } } };
const asksCaptcha = () => signIn.mockResolvedValueOnce({ next: "captcha" });
const box = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const characters = () => box("Characters in the picture");
const type = (label: string, value: string) => fireEvent.change(box(label), { target: { value } });
const send = () => fireEvent.click(screen.getByRole("button", { name: "Log in" }));
const typed = () => ["Login", "Password"].map((label) => box(label).value);
const TYPED = ["ann.lee", "plover xyzzy lantern"];

function show(captchaAlways = false) {
  render(
    <SessionContext value={{ signIn } as unknown as TabSession}>
      <SignInForm to="/" captchaAlways={captchaAlways} />
    </SessionContext>,
  );
  type("Login", "ann.lee");
  type("Password", "plover xyzzy lantern");
}

const picture = (number: number) =>
  waitFor(() => expect(screen.getByRole("img").getAttribute("src")).toBe(`data:image/png;base64,${number}`));

/** Shows the form, sent once, with the captcha that the server then asked for. */
async function showLate() {
  asksCaptcha();
  show();
  send();
  await picture(1);
}

test("cap_1 where it is asked always, the picture stands there from the start and goes with the first try", async () => {
  signIn.mockResolvedValue(DONE);
  show(true);
  await picture(1);
  expect(screen.queryByText(/^One more step/)).toBeNull();
  type("Characters in the picture", "k7RmW");
  send();
  await waitFor(() => expect(go).toHaveBeenCalled());
  const captcha = { id: "c1", answer: "k7RmW" };
  expect(signIn).toHaveBeenCalledExactlyOnceWith({ login: TYPED[0], password: TYPED[1], entrance: "home", captcha });
});

test("cap_1 asked for after failures it comes then, takes the focus, says why, and nothing typed is lost", async () => {
  await showLate();
  await waitFor(() => expect(document.activeElement).toBe(characters()));
  const described = (characters().getAttribute("aria-describedby") ?? "").split(" ");
  const read = described.map((id) => document.getElementById(id)?.textContent);
  expect(read).toEqual(["One more step: the characters in the picture. What you typed stays.", "Capitals matter"]);
  expect(typed()).toEqual(TYPED);
  expect(screen.queryByRole("alert")).toBeNull();

  signIn.mockResolvedValue(DONE);
  type("Characters in the picture", "k7RmW");
  send();
  await waitFor(() => expect(go).toHaveBeenCalled());
  expect(signIn).toHaveBeenLastCalledWith(expect.objectContaining({ captcha: { id: "c1", answer: "k7RmW" } }));
});

test.each([
  ["captcha_wrong", "These are not the characters in the picture. Type those of the new one; the rest stays."],
  ["captcha_expired", "That picture was too old or used already. Type the characters of the new one; the rest stays."],
])("cap_3 after %s only its own field is emptied, and a new picture comes by itself", async (code, words) => {
  await showLate();
  signIn.mockRejectedValueOnce(new Problem({ status: 422, code, field: "captcha" }));
  type("Characters in the picture", "wrong");
  send();
  await screen.findByText(words);
  await picture(2);
  await waitFor(() => expect(document.activeElement).toBe(characters()));
  expect([characters().value, ...typed()]).toEqual(["", ...TYPED]);
});

test("cap_3 a wrong password empties both, for the captcha is used up as well; the focus goes to the password", async () => {
  await showLate();
  signIn.mockRejectedValueOnce(new Problem({ status: 401, code: "wrong_credentials" }));
  type("Characters in the picture", "k7RmW");
  send();
  await picture(2);
  await waitFor(() => expect(document.activeElement).toBe(box("Password")));
  expect([characters().value, ...typed()]).toEqual(["", "ann.lee", ""]);
});

test("cap_3 nothing is sent without characters", async () => {
  await showLate();
  send();
  await screen.findByText("Type the characters in the picture");
  expect(signIn).toHaveBeenCalledOnce();
});

test("cap_3 Refresh empties the captcha's own field and no other", async () => {
  await showLate();
  type("Characters in the picture", "k7");
  const refresh = screen.getByRole("button", { name: "Refresh the picture" });
  refresh.focus();
  fireEvent.click(refresh);
  await picture(2);
  expect([characters().value, ...typed()]).toEqual(["", ...TYPED]);
  expect(document.activeElement).toBe(refresh);
});

test("cap_4 too many pictures: how long to wait, the other way, and a button in the picture's place", async () => {
  await showLate();
  vi.mocked(askCaptcha).mockRejectedValueOnce(new Problem({ status: 429, code: "too_many_captchas", retryAfter: 200 }));
  fireEvent.click(screen.getByRole("button", { name: "Refresh the picture" }));
  expect((await screen.findByRole("alert")).textContent).toBe(
    "Too many pictures were asked for from here. Wait 4 minutes, or choose “I can't see the picture”.",
  );
  fireEvent.click(screen.getByRole("button", { name: "Show a picture" }));
  await picture(2);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(document.activeElement).toBe(characters());
});

test("cap_5 who cannot see the picture lets the device work; the form waits for the proof, and it can be cancelled", async () => {
  await showLate();
  let find: (key: { counter: number; derivedKey: string }) => void = () => undefined;
  vi.mocked(searchInThreads).mockImplementation(() => ({
    found: new Promise((resolve) => {
      find = resolve;
    }),
    stop: vi.fn(),
  }));
  const other = screen.getByRole("button", { name: "I can't see the picture" });
  other.focus();
  fireEvent.click(other);
  await screen.findByText(/^Your device works out a proof instead/);
  expect(screen.queryByLabelText("Characters in the picture")).toBeNull();
  expect(screen.getByRole("progressbar", { name: "Working out the proof" })).toBeTruthy();
  send();
  expect(document.activeElement?.textContent).toBe("Cancel and use a picture");
  fireEvent.click(screen.getByRole("button", { name: "Cancel and use a picture" }));
  await picture(3);
  await waitFor(() => expect(screen.getByRole("button", { name: "Log in" }).getAttribute("aria-busy")).toBeNull());
  expect(signIn).toHaveBeenCalledOnce();

  fireEvent.click(screen.getByRole("button", { name: "I can't see the picture" }));
  await screen.findByText(/^Your device works out a proof instead/);
  await waitFor(() => expect(searchInThreads).toHaveBeenCalledTimes(2));
  signIn.mockResolvedValue(DONE);
  send();
  find({ counter: 7, derivedKey: "ab" });
  await waitFor(() => expect(go).toHaveBeenCalled());
  expect(signIn).toHaveBeenLastCalledWith(
    expect.objectContaining({ captcha: { id: "c4", altcha: expect.any(String) } }),
  );
});

test("wcag_1_1_1 the picture says what it is for, and its field is left alone by spelling and capitals", async () => {
  await showLate();
  expect(screen.getByRole("img").getAttribute("alt")).toBe("Picture with five characters to type into the field below");
  const field = characters();
  expect([field.autocomplete, field.getAttribute("autocapitalize"), field.getAttribute("spellcheck")]).toEqual([
    "off",
    "none",
    "false",
  ]);
});
