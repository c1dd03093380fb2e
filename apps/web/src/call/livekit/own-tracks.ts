import {
  LocalAudioTrack,
  type LocalTrack,
  LocalVideoTrack,
  type Participant,
  type Room,
  RoomEvent,
  Track,
  TrackEvent,
  type TrackPublication,
} from "livekit-client";
import { cameraConstraints, failureOf, microphoneConstraints } from "../capture/open";
import type { Capture, DeviceChoice, Intent, Notice, Picture, Sending } from "../media-room";
import { createStore, type Readable, sameFields } from "../store";
import { SCREEN_OPTIONS, SCREEN_PUBLISH_OPTIONS } from "./options";
import { pictureOf } from "./pictures";

type Device = "microphone" | "camera";
/** The library's own base type does not fit its subclasses under strict optional properties; these two are all there are. */
type OwnTrack = LocalAudioTrack | LocalVideoTrack;

const SOURCE = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const;

/** What this device sends: the tracks brought along from the preview, and those opened in the room. */
export interface OwnTracks {
  readonly sending: Readable<Sending>;
  readonly intent: Readable<Intent>;
  microphoneOn(): boolean;
  microphoneTrack(): MediaStreamTrack | null;
  camera(): Picture | null;
  screen(): Picture | null;
  /** Takes over live tracks and publishes them as soon as the signalling stands. */
  adopt(capture: Capture, choice: DeviceChoice): void;
  set(device: Device, on: boolean): Promise<void>;
  setScreen(on: boolean): Promise<void>;
  /** Brings {@link sending} up to date. */
  refresh(): void;
  /** Forgets and stops what was never published; the library stops the rest. */
  stop(): void;
}

export function createOwnTracks(room: Room, choice: () => DeviceChoice, notify: (notice: Notice) => void): OwnTracks {
  /** Adopted tracks until the library has published them: they can already be seen and muted. */
  const adopted: { microphone: LocalAudioTrack | null; camera: LocalVideoTrack | null } = {
    microphone: null,
    camera: null,
  };
  /** What we are changing ourselves just now; any other muting of one's own track came from a moderator. */
  const changing = new Set<Track.Source>();
  /** Sources whose device went away: the library mutes those itself. */
  const unplugged = new Set<Track.Source>();
  const turns: Record<Device | "screen", Promise<void>> = {
    microphone: Promise.resolve(),
    camera: Promise.resolve(),
    screen: Promise.resolve(),
  };
  const sending = createStore<Sending>({ microphone: false, camera: false, screen: false, busy: false }, sameFields);

  const intent = createStore<Intent>({ microphone: false, camera: false }, sameFields);
  const want = (device: Device, on: boolean): void => intent.update((was) => ({ ...was, [device]: on }));

  const published = (source: Track.Source): OwnTrack | null =>
    (room.localParticipant.getTrackPublication(source)?.track as OwnTrack | undefined) ?? null;
  const trackOf = (device: Device): OwnTrack | null => published(SOURCE[device]) ?? adopted[device];
  const isOn = (device: Device): boolean => trackOf(device)?.isMuted === false;
  const screenTrack = (): OwnTrack | null => published(Track.Source.ScreenShare);

  const refresh = (): void =>
    sending.set({
      microphone: isOn("microphone"),
      camera: isOn("camera"),
      screen: screenTrack() !== null,
      busy: changing.size > 0,
    });

  const watchDevice = (track: OwnTrack): void => {
    const { source } = track;
    track.on(TrackEvent.Ended, () => unplugged.add(source));
    track.on(TrackEvent.Restarted, () => unplugged.delete(source));
  };

  const publish = async (device: Device, track: OwnTrack): Promise<void> => {
    track.source = SOURCE[device];
    watchDevice(track);
    try {
      await room.localParticipant.publishTrack(track as LocalTrack, { source: SOURCE[device] });
    } catch {
      // Publishing fails only together with the connection, which reports itself; the session publishes anew.
      track.stop();
    } finally {
      if (adopted[device] === track) adopted[device] = null;
      refresh();
    }
  };

  /** One change of a device after the other: a quick double click ends as the last click meant. */
  const inTurn = (what: Device | "screen", source: Track.Source, change: () => Promise<void>): Promise<void> => {
    const turn = turns[what].then(async () => {
      changing.add(source);
      refresh();
      try {
        await change();
      } finally {
        changing.delete(source);
        refresh();
      }
    });
    turns[what] = turn.catch(() => undefined);
    return turn;
  };

  const switchDevice = async (device: Device, on: boolean): Promise<void> => {
    try {
      const track = trackOf(device);
      if (track !== null) await (on ? unmute(track) : mute(track));
      else if (on) await openAndPublish(device);
      want(device, on);
    } catch (thrown) {
      notify(noticeOf(device, thrown));
    }
  };

  const openAndPublish = async (device: Device): Promise<void> => {
    const { localParticipant } = room;
    const id = choice()[device];
    const deviceId = id === "" ? {} : { deviceId: { ideal: id } };
    if (device === "microphone") await localParticipant.setMicrophoneEnabled(true, deviceId);
    else await localParticipant.setCameraEnabled(true, deviceId);
    const track = published(SOURCE[device]);
    if (track !== null) watchDevice(track);
  };

  const mutedByOthers = (changed: TrackPublication, participant: Participant): void => {
    if (!participant.isLocal || changing.has(changed.source) || unplugged.has(changed.source)) return;
    if (changed.source === Track.Source.Microphone) {
      want("microphone", false);
      notify("muted_by_moderator");
    } else if (changed.source === Track.Source.Camera) {
      want("camera", false);
      notify("camera_stopped_by_moderator");
    } else if (changed.source === Track.Source.ScreenShare) notify("share_stopped_by_moderator");
  };
  room.on(RoomEvent.TrackMuted, mutedByOthers);

  return {
    sending,
    intent,
    microphoneOn: () => isOn("microphone"),
    microphoneTrack: () => trackOf("microphone")?.mediaStreamTrack ?? null,
    camera() {
      const track = trackOf("camera");
      return track === null || track.isMuted ? null : pictureOf(track);
    },
    screen() {
      const track = screenTrack();
      return track === null ? null : pictureOf(track);
    },
    adopt(capture, chosen) {
      intent.set({ microphone: capture.microphone !== null, camera: capture.camera !== null });
      if (capture.microphone !== null) {
        adopted.microphone = new LocalAudioTrack(capture.microphone, microphoneConstraints(chosen.microphone), false);
        void publish("microphone", adopted.microphone);
      }
      if (capture.camera !== null) {
        adopted.camera = new LocalVideoTrack(capture.camera, cameraConstraints(chosen.camera), false);
        void publish("camera", adopted.camera);
      }
      refresh();
    },
    set: (device, on) => inTurn(device, SOURCE[device], () => switchDevice(device, on)),
    setScreen: (on) =>
      inTurn("screen", Track.Source.ScreenShare, async () => {
        try {
          await room.localParticipant.setScreenShareEnabled(on, SCREEN_OPTIONS, SCREEN_PUBLISH_OPTIONS);
        } catch (thrown) {
          // Closing the browser's own question is an answer, not a failure.
          if (failureOf(thrown) !== "blocked") notify("share_failed");
        }
      }),
    refresh,
    stop() {
      adopted.microphone?.stop();
      adopted.camera?.stop();
      adopted.microphone = null;
      adopted.camera = null;
    },
  };
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
