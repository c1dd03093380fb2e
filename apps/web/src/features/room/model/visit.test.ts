// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { type Admission, Problem } from "../../../api";
import { NO_CHOICE } from "../../../call";
import { FakeRoom } from "../../../call/testing/fake-room";
import { memoryOf, rememberIn } from "../../admission";
import { type Arrival, enter } from "./visit";

const post = vi.hoisted(() => vi.fn());
vi.mock("../../../api", async (original) => {
  const actual = await original<typeof import("../../../api")>();
  return { ...actual, api: { ...actual.api, POST: post }, answer: (call: Promise<unknown>) => call };
});

const NUMBER = "482913507";
const ADMISSION: Admission = {
  decision: "admitted",
  media_url: "ws://media.test",
  token: "t",
  identity: "me",
  role: "guest",
  name: "Rosa",
  conference: { number: NUMBER, name: "Ward round", access: "open", link: `https://meet.example/c/${NUMBER}` },
};
const arrival = (admission: Admission | null): Arrival => ({
  admission,
  capture: Promise.resolve({ microphone: null, camera: null }),
  wanted: { microphone: false, camera: false },
  choice: NO_CHOICE,
});

beforeEach(() => {
  sessionStorage.clear();
  post.mockReset();
});

test("cnf_13 while in the room a reload goes straight back in; after leaving it does not", async () => {
  const visit = enter(NUMBER, arrival(ADMISSION), () => new FakeRoom());
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("in"));
  expect(memoryOf(NUMBER).inRoom).toBe(true);
  await visit.leave();
  expect(memoryOf(NUMBER).inRoom).toBe(false);
});

test("cnf_13 a returning guest shows this tab's admission, and keeps a new one", async () => {
  rememberIn(NUMBER, { name: "Rosa", admission: { id: "a", secret: "s" } });
  post.mockResolvedValue({ ...ADMISSION, admission: { id: "b", secret: "z" } });
  const visit = enter(NUMBER, arrival(null), () => new FakeRoom());
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("in"));
  expect(post.mock.calls[0]?.[1].body).toEqual({ name: "Rosa", admission: { id: "a", secret: "s" } });
  expect(memoryOf(NUMBER).admission).toEqual({ id: "b", secret: "z" });
  expect(visit.conference.get()?.name).toBe("Ward round");
});

test("cnf_13 a removed guest's admission is forgotten: coming back takes a new one", async () => {
  rememberIn(NUMBER, { admission: { id: "a", secret: "s" } });
  const room = new FakeRoom();
  const visit = enter(NUMBER, arrival(ADMISSION), () => room);
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("in"));
  room.link.set({ is: "closed", parting: "removed" });
  expect(visit.session.get()).toEqual({ phase: "out", ending: { is: "removed" } });
  expect(memoryOf(NUMBER)).toMatchObject({ admission: null, inRoom: false });
});

test("cnf_13 a refusal on the way back ends the visit and says why", async () => {
  post.mockRejectedValue(new Problem({ status: 403, code: "closed_to_strangers" }));
  const visit = enter(NUMBER, arrival(null), () => new FakeRoom());
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("out"));
  expect(visit.session.get()).toEqual({ phase: "out", ending: { is: "refused", code: "closed_to_strangers" } });
});

test("cnf_13 what is switched in the room is what a reload switches on", async () => {
  const visit = enter(NUMBER, arrival(ADMISSION), () => new FakeRoom());
  await vi.waitFor(() => expect(visit.session.get().phase).toBe("in"));
  await visit.room.setCamera(true);
  await visit.choose("microphone", "headset");
  expect(memoryOf(NUMBER)).toMatchObject({ camera: true, microphone: false, choice: { microphone: "headset" } });
});
