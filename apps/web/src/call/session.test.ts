import { describe, expect, it } from "vitest";
import type { Capture, Intent, Parting } from "./media-room";
import { type Asked, COME_BACK_AFTER_MS, createSession, type SessionState } from "./session";
import { FakeRoom, FakeTrack, PASS } from "./testing/fake-room";

const ADMITTED: Asked = { is: "admitted", pass: PASS };
const NOTHING: Promise<Capture> = Promise.resolve({ microphone: null, camera: null });
const QUIET: Intent = { microphone: false, camera: false };

function visit(answers: Asked[] = []) {
  const room = new FakeRoom();
  const waits: number[] = [];
  const recaptured: Intent[] = [];
  let asks = 0;
  const session = createSession({
    room,
    admit: async () => {
      asks += 1;
      return answers.shift() ?? ADMITTED;
    },
    recapture: async (wanted) => {
      recaptured.push(wanted);
      return { microphone: null, camera: null };
    },
    choice: () => ({ microphone: "m", camera: "c", speaker: "s" }),
    wait: async (ms) => {
      waits.push(ms);
    },
  });
  const seen: string[] = [];
  session.subscribe(() => seen.push(session.get().phase));
  return { room, session, waits, recaptured, seen, asks: () => asks };
}

/** Lets every promise that is ready settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

describe("cnf_13 session", () => {
  it("connects at once with a pass and asks for nothing", async () => {
    const { room, session, seen, asks } = visit();
    await session.enter(PASS, NOTHING, QUIET);
    expect(session.get()).toEqual({ phase: "in" });
    expect(seen).toEqual(["in"]);
    expect(asks()).toBe(0);
    expect(room.entered[0]?.choice.speaker).toBe("s");
  });

  it("asks for the admission first after a reload", async () => {
    const { session, asks } = visit();
    await session.enter(null, NOTHING, QUIET);
    expect(session.get()).toEqual({ phase: "in" });
    expect(asks()).toBe(1);
  });

  it("says why a reload was refused, and stops the devices it opened", async () => {
    const { session, room } = visit([{ is: "refused", code: "closed_to_strangers" }]);
    const camera = new FakeTrack("video");
    await session.enter(null, Promise.resolve({ microphone: null, camera: FakeTrack.asTrack(camera) }), QUIET);
    await settle();
    expect(session.get()).toEqual({ phase: "out", ending: { is: "refused", code: "closed_to_strangers" } });
    expect(room.entered).toHaveLength(0);
    expect(camera.readyState).toBe("ended");
  });

  it("leaves when asked, once, and stays out", async () => {
    const { session, room } = visit();
    await session.enter(PASS, NOTHING, QUIET);
    await session.leave();
    expect(session.get()).toEqual({ phase: "out", ending: { is: "left" } });
    expect(room.left).toBe(1);
  });

  const partings: readonly (readonly [Parting, SessionState])[] = [
    ["removed", { phase: "out", ending: { is: "removed" } }],
    ["ended", { phase: "out", ending: { is: "ended" } }],
    ["elsewhere", { phase: "out", ending: { is: "elsewhere" } }],
  ];
  it.each(partings)("when %s it is over and nobody asks again", async (parting, expected) => {
    const { session, room, asks } = visit();
    await session.enter(PASS, NOTHING, QUIET);
    room.link.set({ is: "closed", parting });
    await settle();
    expect(session.get()).toEqual(expected);
    expect(asks()).toBe(0);
  });

  it("shows the library's own reconnecting and goes on", async () => {
    const { session, room, seen } = visit();
    await session.enter(PASS, NOTHING, QUIET);
    room.link.set({ is: "reconnecting" });
    room.link.set({ is: "connected" });
    expect(seen).toEqual(["in", "reconnecting", "in"]);
  });

  it("comes back by itself with a fresh admission and the devices that were on", async () => {
    const { session, room, waits, recaptured, asks } = visit([{ is: "unanswered", code: "unreachable" }, ADMITTED]);
    await session.enter(PASS, NOTHING, QUIET);
    await room.setCamera(true);
    room.link.set({ is: "closed", parting: "dropped" });
    expect(session.get().phase).toBe("reconnecting");
    await settle();
    expect(session.get()).toEqual({ phase: "in" });
    expect(asks()).toBe(2);
    expect(waits).toEqual(COME_BACK_AFTER_MS.slice(0, 2));
    expect(recaptured[0]).toEqual({ microphone: false, camera: true });
  });

  it("gives up after the last try and says what the last answer was", async () => {
    const unanswered: Asked = { is: "unanswered", code: "busy" };
    const { session, room, waits } = visit(COME_BACK_AFTER_MS.map(() => unanswered));
    await session.enter(PASS, NOTHING, QUIET);
    room.link.set({ is: "closed", parting: "dropped" });
    await settle();
    expect(session.get()).toEqual({ phase: "out", ending: { is: "lost", code: "busy" } });
    expect(waits).toEqual(COME_BACK_AFTER_MS);
  });

  it("stops trying the moment the person leaves", async () => {
    const { session, room, asks } = visit();
    await session.enter(PASS, NOTHING, QUIET);
    room.link.set({ is: "closed", parting: "dropped" });
    await session.leave();
    await settle();
    expect(session.get()).toEqual({ phase: "out", ending: { is: "left" } });
    expect(asks()).toBe(0);
  });

  it("tries again when the first connection fails, and a refusal then ends it", async () => {
    const { session, room } = visit([{ is: "refused", code: "removed" }]);
    room.connects = ["fail"];
    await session.enter(PASS, NOTHING, QUIET);
    await settle();
    expect(session.get()).toEqual({ phase: "out", ending: { is: "refused", code: "removed" } });
  });
});
