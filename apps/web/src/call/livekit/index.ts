import { ConnectionState, type DisconnectReason, LogLevel, Room, RoomEvent, setLogLevel } from "livekit-client";
import { failureOf } from "../capture/open";
import type { Capture, DeviceChoice, Link, MediaRoom, Notice, Pass, Present } from "../media-room";
import { createStore } from "../store";
import { createMessages } from "./messages";
import { CONNECT_OPTIONS, ROOM_OPTIONS } from "./options";
import { createOwnTracks } from "./own-tracks";
import { partingOf } from "./parting";
import { PRESENCE_EVENTS, readPresent } from "./presence";
import { createSound } from "./sound";

const NOBODY: Pass = { mediaUrl: "", token: "", identity: "", name: "", role: "guest" };
const DEVICE_KIND = { microphone: "audioinput", camera: "videoinput", speaker: "audiooutput" } as const;

// What the library cannot mend becomes a state or a notice here; its own log is for those who work on this.
setLogLevel(import.meta.env.DEV ? LogLevel.warn : LogLevel.silent);

/** The media room over `livekit-client`. This folder is the only one that imports the library. */
export function createLiveKitRoom(): MediaRoom {
  const room = new Room(ROOM_OPTIONS);
  const link = createStore<Link>({ is: "idle" });
  const present = createStore<readonly Present[]>([]);
  const noticed = new Set<(notice: Notice) => void>();
  let pass = NOBODY;
  let choice: DeviceChoice = { microphone: "", camera: "", speaker: "" };
  let leaving = false;

  const notify = (notice: Notice): void => {
    for (const listener of noticed) listener(notice);
  };
  const own = createOwnTracks(room, () => choice, notify);
  const sound = createSound(room);
  const messages = createMessages(room);

  // While the connection is brought back the library forgets everyone; on the screen the people stay until it stands.
  let holding = false;
  const refresh = (): void => {
    own.refresh();
    if (!holding) present.set(readPresent(room, own, pass, present.get()));
  };
  // Joining brings a dozen events in one breath; the list is read, and the page drawn, once after them.
  let due = false;
  const refreshSoon = (): void => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      refresh();
    });
  };
  for (const event of PRESENCE_EVENTS) room.on(event, refreshSoon);
  own.sending.subscribe(refreshSoon);

  room.on(RoomEvent.ConnectionStateChanged, (state) => {
    if (state === ConnectionState.Connecting) link.set({ is: "connecting" });
    holding = state === ConnectionState.Reconnecting || (holding && state !== ConnectionState.Connected);
    if (state === ConnectionState.Connected) link.set({ is: "connected" });
    if (state === ConnectionState.Reconnecting) link.set({ is: "reconnecting" });
  });
  room.on(RoomEvent.Disconnected, (reason?: DisconnectReason) => {
    holding = true;
    own.stop();
    link.set({ is: "closed", parting: partingOf(reason, leaving) });
  });

  const adopt = async (capture: Promise<Capture>): Promise<void> => {
    const tracks = await capture;
    if (leaving || link.get().is === "closed") for (const track of [tracks.microphone, tracks.camera]) track?.stop();
    else own.adopt(tracks, choice);
    refresh();
  };

  return {
    present,
    link,
    sending: own.sending,
    intent: own.intent,
    audible: sound.audible,
    microphoneTrack: own.microphoneTrack,
    onMessage: messages.onMessage,
    say: messages.say,
    startSound: sound.start,
    onNotice(listener) {
      noticed.add(listener);
      return () => noticed.delete(listener);
    },
    async enter(given, capture, chosen) {
      pass = given;
      choice = chosen;
      leaving = false;
      link.set({ is: "connecting" });
      if (chosen.speaker !== "") room.options.audioOutput = { deviceId: chosen.speaker };
      void adopt(capture);
      await room.connect(given.mediaUrl, given.token, CONNECT_OPTIONS);
      refresh();
    },
    async leave() {
      leaving = true;
      own.stop();
      await room.disconnect(true);
      link.set({ is: "closed", parting: "left" });
    },
    setMicrophone: (on) => own.set("microphone", on),
    setCamera: (on) => own.set("camera", on),
    setScreen: own.setScreen,
    async choose(kind, deviceId) {
      choice = { ...choice, [kind]: deviceId };
      try {
        await room.switchActiveDevice(DEVICE_KIND[kind], deviceId === "" ? "default" : deviceId, false);
      } catch (thrown) {
        notify(kind === "speaker" || failureOf(thrown) === "failed" ? "device_failed" : `${kind}_absent`);
      }
    },
  };
}
