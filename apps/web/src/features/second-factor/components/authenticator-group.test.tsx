// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Problem, type SecondFactor } from "../../../api";
import common from "../../../i18n/locales/en/common.json";
import errors from "../../../i18n/locales/en/errors.json";
import words from "../../../i18n/locales/en/second-factor.json";
import { saveText } from "../../../platform/browser/save-text";
import { prove } from "../../proof/api/prove";
import { serverQuery } from "../../server";
import { meQuery } from "../../session";
import * as api from "../api/second-factor";
import { AuthenticatorGroup } from "./authenticator-group";

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  createLink:
    () =>
    ({ to, children }: { to: string; children: React.ReactNode }) => <a href={to}>{children}</a>,
}));
vi.mock("../../../platform/browser/save-text", () => ({ saveText: vi.fn() }));
vi.mock("../../proof/api/prove", () => ({ prove: vi.fn() }));
const read = vi.hoisted(() => vi.fn());
vi.mock("../api/second-factor", () => ({
  secondFactorQuery: { queryKey: ["second-factor"], queryFn: read },
  beginEnrolment: vi.fn(),
  confirmEnrolment: vi.fn(),
  renewRecoveryCodes: vi.fn(),
  removeSecondFactor: vi.fn(),
}));

const CODES = ["7KQ2-9FHM-0000-1111-2222-3333", "B3TW-XZ41-0000-1111-2222-3333"];
const KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OFF: SecondFactor = { recovery_codes_left: 0 };
const on = (left: number): SecondFactor => ({ totp_since: Date.now() - 1_000, recovery_codes_left: left });

beforeAll(async () => {
  // What dialogs ask of a browser and jsdom has not.
  window.matchMedia ??= ((media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as unknown as typeof window.matchMedia;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, errors, "second-factor": words } },
    interpolation: { escapeValue: false },
  });
});
beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(api.beginEnrolment).mockResolvedValue({ secret: KEY, uri: `otpauth://totp/ann?secret=${KEY}` });
});
afterEach(cleanup);

const problem = (status: number, code: string) => new Problem({ status, code });

/** Shows the group as it stands; whatever asks again later is told `later`. */
function show(factor: SecondFactor, later = factor) {
  read.mockResolvedValue(later);
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } },
  });
  queries.setQueryData(api.secondFactorQuery.queryKey, factor);
  queries.setQueryData(serverQuery.queryKey, { name: "City Clinic" } as never);
  queries.setQueryData(meQuery.queryKey, { me: { account: { login: "ann.lee", password_set: true } } } as never);
  render(
    <QueryClientProvider client={queries}>
      <MantineProvider>
        <main>
          <h1 tabIndex={-1}>Sign-in and security</h1>
          <AuthenticatorGroup />
        </main>
      </MantineProvider>
    </QueryClientProvider>,
  );
}
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { selector: "input" }), { target: { value } });
const dialog = () => screen.findByRole("dialog");

async function reachFirstCode() {
  show(OFF);
  press("Set up");
  await screen.findByText("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

test("acc_16 how it stands is said in words", () => {
  show(OFF);
  screen.getByText("Off.");
  screen.getByText("Logging in asks for the password only.");
  cleanup();
  show(on(8));
  screen.getByText(/^On since today, \d\d:\d\d\.$/);
  screen.getByText("8 recovery codes left.");
});

test.each([
  [3, "3 recovery codes left."],
  [1, "1 recovery code left."],
  [0, "No recovery codes left."],
])("acc_16 when only %i recovery codes are left, new ones are advised", (left, said) => {
  show(on(left));
  screen.getByText(said);
  screen.getByText(/Make new ones while you have your phone/);
});

test("acc_16 setting up shows code and key, takes the first code, and keeps the recovery codes until they are kept", async () => {
  vi.mocked(api.confirmEnrolment).mockResolvedValue(CODES);
  await reachFirstCode();
  screen.getByRole("img", { name: "QR code: the key for the authenticator app" });
  type("Code from the app", "287082");
  press("Turn on");
  await screen.findByText(CODES[0] ?? "");
  expect(api.confirmEnrolment).toHaveBeenCalledExactlyOnceWith("287082");

  fireEvent.keyDown(await dialog(), { key: "Escape" });
  await screen.findByText(/^These codes are not shown again\./);
  press("Download as text");
  const [name, text] = vi.mocked(saveText).mock.calls[0] ?? [];
  expect(name).toBe("City-Clinic-ann.lee-recovery-codes.txt");
  expect(text?.split("\r\n")).toEqual(
    expect.arrayContaining([expect.stringMatching(/ann\.lee at City Clinic/), ...CODES]),
  );
  press("I have kept them");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.queryByText(CODES[0] ?? "")).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
  expect(screen.getByRole("link", { name: "Active sessions" }).getAttribute("href")).toBe("/settings/sessions");
});

test("asvs_6_5_4 leaving the page with recovery codes on it is asked about", async () => {
  const leave = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  vi.mocked(api.confirmEnrolment).mockResolvedValue(CODES);
  await reachFirstCode();
  expect(leave()).toBe(false);
  type("Code from the app", "287082");
  press("Turn on");
  await screen.findByText(CODES[0] ?? "");
  expect(leave()).toBe(true);
  press("I have kept them");
  await waitFor(() => expect(leave()).toBe(false));
});

test("acc_16 a wrong first code stays, and the key stays the same", async () => {
  vi.mocked(api.confirmEnrolment).mockRejectedValue(problem(422, "code_wrong"));
  await reachFirstCode();
  type("Code from the app", "287082");
  press("Turn on");
  await screen.findByText("This code is wrong or was used already. Wait for the next one and enter that.");
  expect(screen.getByLabelText<HTMLInputElement>("Code from the app").value).toBe("287082");
  expect(api.beginEnrolment).toHaveBeenCalledOnce();
});

test("acc_16 an enrolment that took too long begins again in place, with the password where it is asked for", async () => {
  vi.mocked(api.confirmEnrolment).mockRejectedValue(problem(409, "enrolment_over"));
  await reachFirstCode();
  type("Code from the app", "287082");
  press("Turn on");
  await screen.findByText("This took too long, so the key is void. Remove it from the app and begin again.");
  vi.mocked(api.beginEnrolment)
    .mockRejectedValueOnce(problem(403, "proof_required"))
    .mockResolvedValueOnce({ secret: "AAAABBBB", uri: "otpauth://totp/ann?secret=AAAABBBB" });
  press("Begin again");
  await screen.findByLabelText("Your password");
  type("Your password", "a long sentence");
  press("Go on");
  await screen.findByText("AAAA BBBB");
  expect(prove).toHaveBeenCalledExactlyOnceWith("a long sentence");
  expect(screen.getByLabelText<HTMLInputElement>("Code from the app").value).toBe("");
});

test("asvs_7_5_1 long after the sign-in the password is asked for before the key is shown", async () => {
  vi.mocked(api.beginEnrolment).mockRejectedValueOnce(problem(403, "proof_required"));
  show(OFF);
  press("Set up");
  await screen.findByLabelText("Your password");
  vi.mocked(prove).mockRejectedValueOnce(problem(403, "wrong_current_password"));
  type("Your password", "wrong");
  press("Go on");
  await screen.findByText("This is not your current password. Check it and enter it again.");
  type("Your password", "right");
  press("Go on");
  await screen.findByText("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
  expect(api.beginEnrolment).toHaveBeenCalledTimes(2);
});

test("acc_16 what was set up meanwhile elsewhere is said, and the page behind knows it", async () => {
  vi.mocked(api.beginEnrolment).mockRejectedValue(problem(409, "second_factor_enrolled"));
  show(OFF, on(10));
  press("Set up");
  await screen.findByText("An authenticator app is set up already. To set up another, remove it first.");
  expect(within(await dialog()).queryByRole("button", { name: "Try again" })).toBeNull();
  press("Close");
  await screen.findByText("10 recovery codes left.");
});

test("acc_16 removal asks for a code, says what follows, and the page shows it", async () => {
  show(on(8), OFF);
  press("Remove");
  await screen.findByText("Logging in will ask for the password only. Your recovery codes stop working.");
  type("Code from the app", "287082");
  fireEvent.click(within(await dialog()).getByRole("button", { name: "Remove" }));
  await screen.findByText("Off.");
  expect(api.removeSecondFactor).toHaveBeenCalledExactlyOnceWith("287082");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("acc_16 whose phone is lost removes the app with a recovery code", async () => {
  show(on(8), OFF);
  press("Remove");
  await dialog();
  press("Use a recovery code instead");
  type("Recovery code", "7KQ2-9FHM-0000-1111-2222-3333");
  fireEvent.click(within(await dialog()).getByRole("button", { name: "Remove" }));
  await screen.findByText("Off.");
  expect(api.removeSecondFactor).toHaveBeenCalledExactlyOnceWith("7KQ2-9FHM-0000-1111-2222-3333");
});

test("asvs_7_5_1 removal asks for the password in place, and sends the code that was typed by itself", async () => {
  vi.mocked(api.removeSecondFactor)
    .mockRejectedValueOnce(problem(403, "proof_required"))
    .mockRejectedValueOnce(problem(422, "code_wrong"));
  show(on(8));
  press("Remove");
  await dialog();
  type("Code from the app", "287082");
  fireEvent.click(within(await dialog()).getByRole("button", { name: "Remove" }));
  await screen.findByLabelText("Your password");
  type("Your password", "a long sentence");
  fireEvent.click(within(await dialog()).getByRole("button", { name: "Remove" }));
  await screen.findByText("This code is wrong or was used already. Wait for the next one and enter that.");
  expect(screen.getByLabelText<HTMLInputElement>("Code from the app").value).toBe("287082");
  expect(vi.mocked(api.removeSecondFactor).mock.calls).toEqual([["287082"], ["287082"]]);
});

test("acc_16 new recovery codes cost a code and are shown once", async () => {
  vi.mocked(api.renewRecoveryCodes).mockResolvedValue(CODES);
  show(on(2), on(10));
  press("New recovery codes");
  await screen.findByText("The earlier recovery codes stop working at once.");
  type("Code from the app", "287082");
  press("Make new codes");
  await screen.findByText(CODES[1] ?? "");
  press("I have kept them");
  await screen.findByText("10 recovery codes left.");
  expect(screen.queryByRole("link", { name: "Active sessions" })).toBeNull();
});
