import type { RoomConnectOptions, RoomOptions, ScreenShareCaptureOptions, TrackPublishOptions } from "livekit-client";
import { LONGEST_MESSAGE } from "../chat";

/**
 * How we use the media library. Adaptive stream asks only for the picture size a tile needs and nothing for hidden
 * tiles; dynacast stops encoding layers that nobody watches; RED repeats speech so that lost packets are not heard.
 */
export const ROOM_OPTIONS: RoomOptions = {
  adaptiveStream: true,
  dynacast: true,
  singlePeerConnection: true,
  publishDefaults: { simulcast: true, red: true, dtx: true, videoCodec: "vp8", backupCodec: false },
  audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  videoCaptureDefaults: { resolution: { width: 1280, height: 720, frameRate: 30 } },
  // A chat line of four bytes a character, with room for other clients' longer ones: bounded, because peers write it.
  dataStream: { maxPayloadByteLength: LONGEST_MESSAGE * 16 },
};

export const CONNECT_OPTIONS: RoomConnectOptions = {
  autoSubscribe: true,
  websocketTimeout: 8000,
  peerConnectionTimeout: 12_000,
};

/** A shared screen: sound where the browser can take it, sharp text rather than smooth motion, never this tab itself. */
export const SCREEN_OPTIONS: ScreenShareCaptureOptions = {
  audio: true,
  contentHint: "detail",
  resolution: { width: 1920, height: 1080, frameRate: 15 },
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
  systemAudio: "include",
};

export const SCREEN_PUBLISH_OPTIONS: TrackPublishOptions = { simulcast: true, red: true, dtx: false };
