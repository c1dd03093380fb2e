// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Admission } from "../../../api";
import { NO_CHOICE, type Picture } from "../../../call";
import { FakeRoom, person } from "../../../call/testing/fake-room";
import common from "../../../i18n/locales/en/common.json";
import devices from "../../../i18n/locales/en/devices.json";
import errors from "../../../i18n/locales/en/errors.json";
import invitation from "../../../i18n/locales/en/invitation.json";
import words from "../../../i18n/locales/en/room.json";
import { enter } from "../model/visit";
import { RoomPage } from "./room-page";

const NUMBER = "482913507";
const calls = vi.hoisted(() => ({ POST: vi.fn(), PUT: vi.fn(), DELETE: vi.fn() }));
vi.mock("../../../api", async (original) => {
  const actual = await original<typeof import("../../../api")>();
  return { ...actual, api: { ...actual.api, ...calls }, answer: (call: Promise<unknown>) => call };
});

beforeAll(async () => {
  // What jsdom has not: a size to lay out in, media queries, elements that play.
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  const query = {
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  };
  vi.stubGlobal("matchMedia", () => query);
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { get: () => 1200 });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { get: () => 700 });
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, devices, errors, invitation, room: words } },
    interpolation: { escapeValue: false },
  });
});
beforeEach(() => {
  // The menu's focus trap finds nothing visible where nothing is drawn, and says so at length.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  localStorage.clear();
  sessionStorage.clear();
  for (const call of Object.values(calls)) call.mockReset().mockResolvedValue(undefined);
});
afterEach(cleanup);

const picture: Picture = { id: "p", mirrored: false, attach: () => {}, detach: () => {} };
const admission = (role: "moderator" | "guest"): Admission => ({
  decision: "admitted",
  media_url: "ws://media.test",
  token: "t",
  identity: "me",
  role,
  name: "Ann Lee",
  conference: { number: NUMBER, name: "Ward round", access: "open", link: `https://meet.example/c/${NUMBER}` },
});

async function show(role: "moderator" | "guest" = "moderator") {
  const room = new FakeRoom();
  const visit = enter(
    NUMBER,
    {
      admission: admission(role),
      capture: Promise.resolve({ microphone: null, camera: null }),
      wanted: { microphone: false, camera: false },
      choice: NO_CHOICE,
    },
    () => room,
  );
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("in"));
  room.present.set([
    person("me", { name: "Ann Lee", self: true, role, camera: picture }),
    person("omar", { name: "Dr Omar Haddad", joinedAt: 5, speaking: true, microphoneOn: true, camera: picture }),
    person("rosa", { name: "Rosa", joinedAt: 9, role: "guest", microphoneOn: false, handRaisedAt: 7, quality: "weak" }),
  ]);
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <RoomPage visit={visit} title="Ward round" since={0} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { room, visit };
}
const key = (code: string, on: Element = document.body) =>
  fireEvent.keyDown(on, { code, key: code.slice(3).toLowerCase() });
/** By its label alone: asking for roles makes jsdom compute every style of the room. */
const control = (label: string) => screen.getAllByLabelText(label, { selector: "button" }).at(-1) as HTMLElement;
const tile = (identity: string) => {
  const found = document.querySelector<HTMLElement>(`[data-testid="tile"][data-identity="${identity}"]`);
  if (found === null) throw new Error(`no tile of ${identity}`);
  return within(found);
};

test("cnf_13 each person has a tile with name, marks and picture", async () => {
  await show();
  expect(document.querySelectorAll('[data-testid="tile"][data-source="camera"]')).toHaveLength(3);
  tile("me").getByText("Ann Lee (you)");
  tile("omar").getByText(/speaking/);
  tile("rosa").getByText("Hand 1");
  tile("rosa").getByText("Weak connection");
  tile("rosa").getByText(/muted, camera off/);
  expect(document.querySelectorAll("video")).toHaveLength(2);
});

test("cnf_13 a screen that another shares is the large tile", async () => {
  const { room } = await show();
  act(() =>
    room.present.set(
      room.present.get().map((each) => (each.identity === "omar" ? { ...each, screen: picture } : each)),
    ),
  );
  screen.getByText("Dr Omar Haddad shares a screen");
  expect(document.querySelector('[data-source="screen_share"]')?.getAttribute("data-identity")).toBe("omar");
});

test("cnf_13 single keys act, but not while something is typed, and can be switched off", async () => {
  const { room } = await show();
  const toggled = vi.spyOn(room, "setMicrophone");
  key("KeyM");
  expect(toggled).toHaveBeenCalledExactlyOnceWith(true);
  key("KeyC");
  const box = screen.getByLabelText("Message");
  await waitFor(() => expect(document.activeElement).toBe(box));
  key("KeyM", box);
  expect(toggled).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(box, { key: "Escape" });
  expect(screen.queryByLabelText("Message")).toBeNull();
  fireEvent.click(control("Settings"));
  fireEvent.click(await screen.findByLabelText(/Single-key shortcuts/));
  fireEvent.click(screen.getByText("Close"));
  key("KeyM");
  expect(toggled).toHaveBeenCalledTimes(1);
});

test("cnf_13 the chat's badge counts what was not read", async () => {
  const { room } = await show();
  act(() => room.hear({ id: "1", identity: "rosa", name: "Rosa", self: false, text: "Good morning", sentAt: 1 }));
  fireEvent.click(control("Chat, 1 new"));
  screen.getByText("Only those in the room see the chat. It ends with the conference.");
  screen.getByText("Good morning");
  await waitFor(() => expect(screen.queryByTitle("Chat, 1 new")).toBeNull());
});

test("cnf_13 a message that was not sent stays in its field", async () => {
  const { room } = await show();
  vi.spyOn(room, "say").mockRejectedValue(new Error("no channel"));
  key("KeyC");
  const box = screen.getByLabelText<HTMLInputElement>("Message");
  fireEvent.change(box, { target: { value: "Good morning" } });
  fireEvent.submit(box.form as HTMLFormElement);
  await screen.findByText("The message was not sent. It stays here; send it again.");
  expect(box.value).toBe("Good morning");
});

test("cnf_13 raising a hand asks the server", async () => {
  await show();
  key("KeyH");
  await waitFor(() => expect(calls.PUT).toHaveBeenCalled());
  expect(calls.PUT.mock.calls[0]?.[1].body).toEqual({ raised: true, identity: "me" });
});

test("cnf_11 a moderator removes a person after being asked", async () => {
  await show();
  key("KeyP");
  fireEvent.click(control("Actions for Rosa"));
  fireEvent.click(await screen.findByText("Remove"));
  const dialog = within(await screen.findByRole("dialog"));
  dialog.getByText(/they can come back by its link/);
  expect(calls.DELETE).not.toHaveBeenCalled();
  fireEvent.click(dialog.getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(calls.DELETE).toHaveBeenCalled());
  expect(calls.DELETE.mock.calls[0]?.[1].params.path).toEqual({ number: NUMBER, identity: "rosa" });
});

test("cnf_11 others see no moderator's actions", async () => {
  await show("guest");
  key("KeyP");
  expect(screen.queryByText("Mute all")).toBeNull();
  fireEvent.click(control("Actions for Dr Omar Haddad"));
  await screen.findByText("Make large", { selector: "[role=menuitem] *" });
  expect(screen.queryByText("Remove")).toBeNull();
});

test("cnf_13 a lost connection is said while it is brought back", async () => {
  const { room } = await show();
  act(() => room.link.set({ is: "reconnecting" }));
  screen.getByText("The connection is lost. Reconnecting");
  act(() => room.link.set({ is: "connected" }));
  expect(screen.queryByText("The connection is lost. Reconnecting")).toBeNull();
});
