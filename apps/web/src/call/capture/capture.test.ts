import { describe, expect, it } from "vitest";
import { FakeTrack } from "../testing/fake-room";
import { sortDevices } from "./devices";
import { loudness } from "./level";
import { type CaptureFailure, type CaptureKind, type CaptureSource, failureOf, open, type Wanted } from "./open";
import { createPreview } from "./preview";

const named = (name: string): Error => Object.assign(new Error(name), { name });
const BOTH: Wanted = { microphone: "", camera: "" };
const CHOICE = { microphone: "", camera: "", speaker: "" };

/** A browser with the given troubles. `asked` lists each question to the person. */
function browser(troubles: { audio?: string; video?: string; granted?: readonly CaptureKind[] } = {}) {
  const asked: string[] = [];
  const made: FakeTrack[] = [];
  const source: CaptureSource = {
    async getUserMedia({ audio, video }) {
      asked.push([audio && "audio", video && "video"].filter(Boolean).join("+"));
      if (audio && troubles.audio) throw named(troubles.audio);
      if (video && troubles.video) throw named(troubles.video);
      const tracks = [audio && new FakeTrack("audio"), video && new FakeTrack("video")].filter(
        (each) => each instanceof FakeTrack,
      );
      made.push(...tracks);
      const of = (kind: string) => tracks.filter((track) => track.kind === kind);
      return {
        getTracks: () => tracks,
        getAudioTracks: () => of("audio"),
        getVideoTracks: () => of("video"),
      } as unknown as MediaStream;
    },
    permission: async (kind) => (troubles.granted?.includes(kind) ? "granted" : "denied"),
  };
  return { source, asked, made };
}

describe("cnf_13 opening devices", () => {
  it("asks once for both", async () => {
    const { source, asked } = browser();
    const { microphone, camera } = await open(source, BOTH);
    expect(asked).toEqual(["audio+video"]);
    expect([microphone.track?.kind, camera.track?.kind]).toEqual(["audio", "video"]);
  });

  const troubles: readonly (readonly [
    string,
    Parameters<typeof browser>[0],
    CaptureFailure | null,
    CaptureFailure | null,
    number,
  ])[] = [
    ["no camera leaves the microphone", { video: "NotFoundError" }, null, "absent", 3],
    ["a camera in use leaves the microphone", { video: "NotReadableError" }, null, "busy", 3],
    ["who said no is not asked again", { audio: "NotAllowedError", video: "NotAllowedError" }, "blocked", "blocked", 1],
    [
      "a blocked camera leaves a granted microphone",
      { video: "NotAllowedError", granted: ["microphone"] },
      null,
      "blocked",
      2,
    ],
    ["neither device is there", { audio: "NotFoundError", video: "NotFoundError" }, "absent", "absent", 3],
  ];
  it.each(troubles)("%s", async (_, trouble, microphone, camera, questions) => {
    const { source, asked } = browser(trouble);
    const opened = await open(source, BOTH);
    expect([opened.microphone.failure, opened.camera.failure]).toEqual([microphone, camera]);
    expect(asked).toHaveLength(questions);
  });

  it("says so on a page without https", async () => {
    const opened = await open(null, { microphone: "", camera: null });
    expect([opened.microphone.failure, opened.camera.failure]).toEqual(["insecure", null]);
  });

  it.each([
    ["NotAllowedError", "blocked"],
    ["OverconstrainedError", "absent"],
    ["AbortError", "busy"],
    ["TypeError", "failed"],
  ])("%s means %s", (name, failure) => {
    expect(failureOf(named(name))).toBe(failure);
  });
});

describe("cnf_13 preview", () => {
  it("opens what is wanted and hands it over alive", async () => {
    const { source, made } = browser();
    const preview = createPreview(source, { microphone: true, camera: true, choice: CHOICE });
    await preview.start();
    const { microphone, camera } = await preview.take();
    preview.stop();
    expect([microphone?.kind, camera?.kind]).toEqual(["audio", "video"]);
    expect(made.every((track) => track.readyState === "live")).toBe(true);
  });

  it("waits for a device that is still opening", async () => {
    const { source } = browser();
    const preview = createPreview(source, { microphone: true, camera: false, choice: CHOICE });
    void preview.start();
    const { microphone } = await preview.take();
    expect(microphone?.kind).toBe("audio");
  });

  it("opens nothing that is off, and closes what is switched off", async () => {
    const { source, asked, made } = browser();
    const preview = createPreview(source, { microphone: true, camera: false, choice: CHOICE });
    await preview.start();
    expect(asked).toEqual(["audio"]);
    await preview.toggle("microphone");
    expect(preview.get().microphone).toMatchObject({ wanted: false, track: null });
    expect(made[0]?.readyState).toBe("ended");
    await preview.toggle("camera");
    expect(preview.get().camera.track?.kind).toBe("video");
  });

  it("tries a blocked camera again when its button is pressed", async () => {
    const trouble: Parameters<typeof browser>[0] = { video: "NotAllowedError" };
    const { source } = browser(trouble);
    const preview = createPreview(source, { microphone: false, camera: true, choice: CHOICE });
    await preview.start();
    expect(preview.get().camera).toMatchObject({ wanted: true, failure: "blocked", track: null });
    delete trouble.video;
    await preview.toggle("camera");
    expect(preview.get().camera).toMatchObject({ wanted: true, failure: null });
    expect(preview.get().camera.track?.kind).toBe("video");
  });

  it("falls back to another device when one is unplugged", async () => {
    const { source, made } = browser();
    const preview = createPreview(source, { microphone: true, camera: false, choice: CHOICE });
    await preview.start();
    made[0]?.unplug();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(made).toHaveLength(2);
    expect(preview.get().microphone.track).toBe(made[1]);
  });

  it("drops an answer that came too late", async () => {
    const { source, made } = browser();
    const preview = createPreview(source, { microphone: false, camera: true, choice: CHOICE });
    const starting = preview.start();
    preview.stop();
    await starting;
    expect(preview.get().camera.track).toBeNull();
    expect(made[0]?.readyState).toBe("ended");
  });
});

describe("devices and level", () => {
  it("sorts the browser's list and hides what cannot be chosen", () => {
    const list = sortDevices([
      { kind: "audioinput", deviceId: "default", label: "Default" },
      { kind: "audioinput", deviceId: "communications", label: "Communications" },
      { kind: "videoinput", deviceId: "", label: "" },
      { kind: "audiooutput", deviceId: "x", label: "Headset" },
    ]);
    expect(list).toEqual({
      microphone: [{ id: "default", label: "Default" }],
      camera: [],
      speaker: [{ id: "x", label: "Headset" }],
    });
  });
  it("hears silence, a whisper and a shout", () => {
    expect(loudness(new Float32Array(64))).toBe(0);
    expect(loudness(new Float32Array(64).fill(0.01))).toBeCloseTo(1 / 3, 2);
    expect(loudness(new Float32Array(64).fill(1))).toBe(1);
  });
});
