import { ConnectionState, type DisconnectReason, LogLevel, Room, RoomEvent, setLogLevel } from "livekit-client";
import { failureOf } from "../capture/open";
import type { Capture, DeviceChoice, Intent, Link, MediaRoom, Notice, Pass, Present, Sending } from "../media-room";
import { createStore, type Readable } from "../store";
import { createMessages } from "./messages";
import { CONNECT_OPTIONS, ROOM_OPTIONS } from "./options";
import { OwnTracks } from "./own-tracks";
import { partingOf } from "./parting";
import { PRESENCE_EVENTS, readPresent } from "./presence";
import { createSound } from "./sound";

// What the library cannot mend becomes a state or a notice here; its own log is for those who work on this.
setLogLevel(import.meta.env.DEV ? LogLevel.warn : LogLevel.silent);

const NOBODY: Pass = { mediaUrl: "", token: "", identity: "", name: "", role: "guest" };
const DEVICE_KIND = { microphone: "audioinput", camera: "videoinput", speaker: "audiooutput" } as const;

/** The media room over `livekit-client`. This folder is the only one that imports the library. */
export function createLiveKitRoom(): MediaRoom {
  return new LiveKitRoom();
}

class LiveKitRoom implements MediaRoom {
  readonly #room = new Room(ROOM_OPTIONS);
  readonly #link = createStore<Link>({ is: "idle" });
  readonly #present = createStore<readonly Present[]>([]);
  readonly #noticed = new Set<(notice: Notice) => void>();
  readonly #own = new OwnTracks(
    this.#room,
    () => this.#choice,
    (notice) => this.#notify(notice),
  );
  readonly #sound = createSound(this.#room);
  readonly #messages = createMessages(this.#room);
  #pass = NOBODY;
  #choice: DeviceChoice = { microphone: "", camera: "", speaker: "" };
  #leaving = false;
  /** While the connection is brought back the library forgets everyone; on the screen the people stay meanwhile. */
  #holding = false;
  #due = false;

  readonly link: Readable<Link> = this.#link;
  readonly present: Readable<readonly Present[]> = this.#present;
  readonly sending: Readable<Sending> = this.#own.sending;
  readonly intent: Readable<Intent> = this.#own.intent;
  readonly audible: Readable<boolean> = this.#sound.audible;
  readonly onMessage = this.#messages.onMessage;
  readonly say = this.#messages.say;
  readonly startSound = this.#sound.start;

  constructor() {
    for (const event of PRESENCE_EVENTS) this.#room.on(event, () => this.#refreshSoon());
    this.#own.sending.subscribe(() => this.#refreshSoon());
    this.#room.on(RoomEvent.ConnectionStateChanged, (state) => this.#stateChanged(state));
    this.#room.on(RoomEvent.Disconnected, (reason) => this.#disconnected(reason));
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#noticed.add(listener);
    return () => this.#noticed.delete(listener);
  }

  microphoneTrack(): MediaStreamTrack | null {
    return this.#own.microphoneTrack;
  }

  async enter(pass: Pass, capture: Promise<Capture>, choice: DeviceChoice): Promise<void> {
    this.#pass = pass;
    this.#choice = choice;
    this.#leaving = false;
    this.#link.set({ is: "connecting" });
    if (choice.speaker !== "") this.#room.options.audioOutput = { deviceId: choice.speaker };
    void this.#adopt(capture);
    await this.#room.connect(pass.mediaUrl, pass.token, CONNECT_OPTIONS);
    this.#refresh();
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    this.#own.stop();
    await this.#room.disconnect(true);
    this.#link.set({ is: "closed", parting: "left" });
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#own.set("microphone", on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#own.set("camera", on);
  }

  setScreen(on: boolean): Promise<void> {
    return this.#own.setScreen(on);
  }

  async choose(kind: keyof DeviceChoice, deviceId: string): Promise<void> {
    this.#choice = { ...this.#choice, [kind]: deviceId };
    try {
      await this.#room.switchActiveDevice(DEVICE_KIND[kind], deviceId === "" ? "default" : deviceId, false);
    } catch (thrown) {
      this.#notify(kind === "speaker" || failureOf(thrown) === "failed" ? "device_failed" : `${kind}_absent`);
    }
  }

  /** Joining brings a dozen events in one breath; the list is read, and the page drawn, once after them. */
  #refreshSoon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#refresh();
    });
  }

  #refresh(): void {
    this.#own.refresh();
    if (!this.#holding) this.#present.set(readPresent(this.#room, this.#own, this.#pass, this.#present.get()));
  }

  #stateChanged(state: ConnectionState): void {
    this.#holding = state === ConnectionState.Reconnecting || (this.#holding && state !== ConnectionState.Connected);
    if (state === ConnectionState.Connecting) this.#link.set({ is: "connecting" });
    if (state === ConnectionState.Connected) this.#link.set({ is: "connected" });
    if (state === ConnectionState.Reconnecting) this.#link.set({ is: "reconnecting" });
  }

  #disconnected(reason: DisconnectReason | undefined): void {
    this.#holding = true;
    this.#own.stop();
    this.#link.set({ is: "closed", parting: partingOf(reason, this.#leaving) });
  }

  async #adopt(capture: Promise<Capture>): Promise<void> {
    const tracks = await capture;
    if (this.#leaving || this.#link.get().is === "closed") {
      for (const track of [tracks.microphone, tracks.camera]) track?.stop();
    } else this.#own.adopt(tracks, this.#choice);
    this.#refresh();
  }

  #notify(notice: Notice): void {
    for (const listener of this.#noticed) listener(notice);
  }
}
