import type { Readable } from "./store";

/** What a person may do in this conference; written by the server as the participant attribute `role`. */
export type Role = "moderator" | "participant" | "guest";

/** The state of someone's link to the room. `unknown` until the first report. */
export type Quality = "good" | "weak" | "lost" | "unknown";

/** Where a picture comes from: the words of LiveKit's track sources. */
export type PictureSource = "camera" | "screen_share";

/** A moving picture. Attaching it to an element also tells the server which size is worth sending. */
export interface Picture {
  /** Changes when another track takes this one's place. */
  readonly id: string;
  /** One's own front camera is shown as in a mirror. */
  readonly mirrored: boolean;
  attach(element: HTMLVideoElement): void;
  detach(element: HTMLVideoElement): void;
}

/** A person in the room now, as plain values. One account on two devices is two of them. */
export interface Present {
  readonly identity: string;
  readonly name: string;
  /** This very device. */
  readonly self: boolean;
  readonly role: Role;
  /** When the hand went up, milliseconds since the epoch; null while it is down. */
  readonly handRaisedAt: number | null;
  /** When they came in, milliseconds since the epoch. */
  readonly joinedAt: number;
  readonly speaking: boolean;
  /** When they were last heard, milliseconds since the epoch; 0 when never. */
  readonly lastSpokeAt: number;
  readonly quality: Quality;
  readonly microphoneOn: boolean;
  /** Null while the camera is off. */
  readonly camera: Picture | null;
  /** Null while no screen is shared. */
  readonly screen: Picture | null;
}

/** A line of the room's chat. */
export interface ChatMessage {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  readonly self: boolean;
  readonly text: string;
  /** Milliseconds since the epoch, by the writer's clock. */
  readonly sentAt: number;
}

/** Why the media connection stopped for good, as the server or the network said. */
export type Parting = "left" | "removed" | "ended" | "elsewhere" | "dropped";

/** The media connection as the session sees it. */
export type Link =
  | { readonly is: "idle" }
  | { readonly is: "connecting" }
  | { readonly is: "connected" }
  | { readonly is: "reconnecting" }
  | { readonly is: "closed"; readonly parting: Parting };

/** Something a person should be told once. */
export type Notice =
  | "microphone_blocked"
  | "camera_blocked"
  | "microphone_absent"
  | "camera_absent"
  | "microphone_busy"
  | "camera_busy"
  | "device_failed"
  | "share_failed"
  | "muted_by_moderator"
  | "camera_stopped_by_moderator"
  | "share_stopped_by_moderator";

/** What is needed to enter a room: from `POST /conferences/{number}/admissions`. */
export interface Pass {
  readonly mediaUrl: string;
  readonly token: string;
  readonly identity: string;
  readonly name: string;
  readonly role: Role;
}

/** Live tracks to bring into the room. Null means: come in with it off. Ownership goes to the room. */
export interface Capture {
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
}

/** The devices a person chose; an empty string stands for the system's own choice. */
export interface DeviceChoice {
  readonly microphone: string;
  readonly camera: string;
  readonly speaker: string;
}

/** What one's own side sends. `busy` while a device is being opened or closed. */
export interface Sending {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly busy: boolean;
}

/** What the person wants to send. Outlives a lost connection, so that coming back brings back what was on. */
export interface Intent {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/**
 * The room as the view models need it: a narrow window on the media library, so that they can be tested without one.
 * `livekit/` holds the only implementation that talks to a server.
 */
export interface MediaRoom {
  /** Everyone in the room, oneself first, then in the order of coming. */
  readonly present: Readable<readonly Present[]>;
  readonly link: Readable<Link>;
  readonly sending: Readable<Sending>;
  readonly intent: Readable<Intent>;
  /** False when the browser holds back sound until the page is clicked. */
  readonly audible: Readable<boolean>;
  /** One's own live microphone, for a level meter; null while there is none. */
  microphoneTrack(): MediaStreamTrack | null;
  onMessage(listener: (message: ChatMessage) => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;

  /**
   * Connects, and publishes `capture` when it is there: neither waits for the other. Rejects when the connection cannot
   * be made; devices never reject. May be called again after the link has closed.
   */
  enter(pass: Pass, capture: Promise<Capture>, choice: DeviceChoice): Promise<void>;
  /** Says good-bye, stops every local track, closes. */
  leave(): Promise<void>;

  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setScreen(on: boolean): Promise<void>;
  /** Switches a device now and for later; an unusable one leaves the old one and gives a notice. */
  choose(kind: keyof DeviceChoice, deviceId: string): Promise<void>;
  say(text: string): Promise<ChatMessage>;
  /** Call inside a click: lets the browser play sound that it held back. */
  startSound(): Promise<void>;
}
