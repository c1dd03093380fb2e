import {
  LocalAudioTrack,
  type LocalTrack,
  LocalVideoTrack,
  type Room,
  RoomEvent,
  Track,
  TrackEvent,
} from "livekit-client";
import { cameraConstraints, failureOf, microphoneConstraints } from "../capture/open";
import type { Capture, DeviceChoice, Intent, Notice, Picture, Sending } from "../media-room";
import { createStore, type Readable, sameFields } from "../store";
import { SCREEN_OPTIONS, SCREEN_PUBLISH_OPTIONS } from "./options";
import { pictureOf } from "./pictures";

type Device = "microphone" | "camera";
/** The library's own base type does not fit its subclasses under strict optional properties; these two are all there are. */
type OwnTrack = LocalAudioTrack | LocalVideoTrack;

const SILENT: Sending = { microphone: false, camera: false, screen: false, busy: false };
const SOURCE = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const;

/** What this device sends: the tracks brought along from the preview, and those opened in the room. */
export class OwnTracks {
  readonly sending: Readable<Sending>;
  readonly intent: Readable<Intent>;
  readonly #room: Room;
  readonly #choice: () => DeviceChoice;
  readonly #notify: (notice: Notice) => void;
  readonly #sending = createStore<Sending>(SILENT, sameFields);
  readonly #intent = createStore<Intent>({ microphone: false, camera: false }, sameFields);
  /** Adopted tracks until the library has published them: they can already be seen and muted. */
  readonly #adopted: { microphone: LocalAudioTrack | null; camera: LocalVideoTrack | null } = {
    microphone: null,
    camera: null,
  };
  /** What we are changing ourselves just now; any other muting of one's own track came from a moderator. */
  readonly #changing = new Set<Track.Source>();
  /** Sources whose device went away: the library mutes those itself. */
  readonly #unplugged = new Set<Track.Source>();
  /** The last change of each, so that a quick double click ends as the last click meant. */
  readonly #turns = new Map<Track.Source, Promise<void>>();

  constructor(room: Room, choice: () => DeviceChoice, notify: (notice: Notice) => void) {
    this.#room = room;
    this.#choice = choice;
    this.#notify = notify;
    this.sending = this.#sending;
    this.intent = this.#intent;
    room.on(RoomEvent.TrackMuted, (changed, participant) => {
      if (participant.isLocal) this.#mutedByOthers(changed.source);
    });
  }

  get microphoneOn(): boolean {
    return this.#isOn("microphone");
  }

  get microphoneTrack(): MediaStreamTrack | null {
    return this.#track("microphone")?.mediaStreamTrack ?? null;
  }

  get camera(): Picture | null {
    const track = this.#track("camera");
    return track === null || track.isMuted ? null : pictureOf(track);
  }

  get screen(): Picture | null {
    const track = this.#published(Track.Source.ScreenShare);
    return track === null ? null : pictureOf(track);
  }

  /** Takes over live tracks and publishes them as soon as the signalling stands. */
  adopt({ microphone, camera }: Capture, choice: DeviceChoice): void {
    this.#intent.set({ microphone: microphone !== null, camera: camera !== null });
    if (microphone !== null) {
      this.#adopted.microphone = new LocalAudioTrack(microphone, microphoneConstraints(choice.microphone), false);
      void this.#publish("microphone", this.#adopted.microphone);
    }
    if (camera !== null) {
      this.#adopted.camera = new LocalVideoTrack(camera, cameraConstraints(choice.camera), false);
      void this.#publish("camera", this.#adopted.camera);
    }
    this.refresh();
  }

  set(device: Device, on: boolean): Promise<void> {
    return this.#inTurn(SOURCE[device], () => this.#switch(device, on));
  }

  setScreen(on: boolean): Promise<void> {
    return this.#inTurn(Track.Source.ScreenShare, async () => {
      try {
        await this.#room.localParticipant.setScreenShareEnabled(on, SCREEN_OPTIONS, SCREEN_PUBLISH_OPTIONS);
      } catch (thrown) {
        // Closing the browser's own question is an answer, not a failure.
        if (failureOf(thrown) !== "blocked") this.#notify("share_failed");
      }
    });
  }

  /** Brings {@link sending} up to date. */
  refresh(): void {
    this.#sending.set({
      microphone: this.#isOn("microphone"),
      camera: this.#isOn("camera"),
      screen: this.#published(Track.Source.ScreenShare) !== null,
      busy: this.#changing.size > 0,
    });
  }

  /** Stops what was never published; the library stops the rest. */
  stop(): void {
    this.#adopted.microphone?.stop();
    this.#adopted.camera?.stop();
    this.#adopted.microphone = null;
    this.#adopted.camera = null;
  }

  #published(source: Track.Source): OwnTrack | null {
    return (this.#room.localParticipant.getTrackPublication(source)?.track as OwnTrack | undefined) ?? null;
  }

  #track(device: Device): OwnTrack | null {
    return this.#published(SOURCE[device]) ?? this.#adopted[device];
  }

  #isOn(device: Device): boolean {
    return this.#track(device)?.isMuted === false;
  }

  async #publish(device: Device, track: OwnTrack): Promise<void> {
    track.source = SOURCE[device];
    this.#watch(track);
    try {
      await this.#room.localParticipant.publishTrack(track as LocalTrack, { source: SOURCE[device] });
    } catch {
      // Publishing fails only together with the connection, which reports itself; the session publishes anew.
      track.stop();
    } finally {
      if (this.#adopted[device] === track) this.#adopted[device] = null;
      this.refresh();
    }
  }

  #watch(track: OwnTrack): void {
    const { source } = track;
    track.on(TrackEvent.Ended, () => this.#unplugged.add(source));
    track.on(TrackEvent.Restarted, () => this.#unplugged.delete(source));
  }

  #inTurn(source: Track.Source, change: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(source) ?? Promise.resolve()).then(async () => {
      this.#changing.add(source);
      this.refresh();
      try {
        await change();
      } finally {
        this.#changing.delete(source);
        this.refresh();
      }
    });
    this.#turns.set(
      source,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async #switch(device: Device, on: boolean): Promise<void> {
    try {
      const track = this.#track(device);
      if (track !== null) await (on ? unmute(track) : mute(track));
      else if (on) await this.#openAndPublish(device);
      this.#want(device, on);
    } catch (thrown) {
      this.#notify(noticeOf(device, thrown));
    }
  }

  async #openAndPublish(device: Device): Promise<void> {
    const { localParticipant } = this.#room;
    const id = this.#choice()[device];
    const deviceId = id === "" ? {} : { deviceId: { ideal: id } };
    if (device === "microphone") await localParticipant.setMicrophoneEnabled(true, deviceId);
    else await localParticipant.setCameraEnabled(true, deviceId);
    const track = this.#published(SOURCE[device]);
    if (track !== null) this.#watch(track);
  }

  #want(device: Device, on: boolean): void {
    this.#intent.update((was) => ({ ...was, [device]: on }));
  }

  #mutedByOthers(source: Track.Source): void {
    if (this.#changing.has(source) || this.#unplugged.has(source)) return;
    if (source === Track.Source.Microphone) {
      this.#want("microphone", false);
      this.#notify("muted_by_moderator");
    } else if (source === Track.Source.Camera) {
      this.#want("camera", false);
      this.#notify("camera_stopped_by_moderator");
    } else if (source === Track.Source.ScreenShare) this.#notify("share_stopped_by_moderator");
  }
}

async function mute(track: OwnTrack): Promise<void> {
  if (!track.isMuted) await track.mute();
}

async function unmute(track: OwnTrack): Promise<void> {
  if (track.isMuted) await track.unmute();
}

function noticeOf(device: Device, thrown: unknown): Notice {
  const failure = failureOf(thrown);
  if (failure === "blocked" || failure === "insecure") return `${device}_blocked`;
  if (failure === "absent") return `${device}_absent`;
  if (failure === "busy") return `${device}_busy`;
  return "device_failed";
}
