import type {
  Capture,
  ChatMessage,
  DeviceChoice,
  Intent,
  Link,
  MediaRoom,
  Notice,
  Pass,
  Present,
  Sending,
} from "../media-room";
import { createStore, type Store } from "../store";

/** A person for tests; every field may be set. */
export function person(identity: string, part: Partial<Present> = {}): Present {
  return {
    identity,
    name: identity,
    self: false,
    role: "participant",
    handRaisedAt: null,
    joinedAt: 0,
    speaking: false,
    lastSpokeAt: 0,
    quality: "good",
    microphoneOn: true,
    camera: null,
    screen: null,
    ...part,
  };
}

export const PASS: Pass = {
  mediaUrl: "ws://media.test",
  token: "token",
  identity: "me",
  name: "Me",
  role: "participant",
};

/** A media room without media: tests move its stores and read what was asked of it. */
export class FakeRoom implements MediaRoom {
  readonly present: Store<readonly Present[]> = createStore<readonly Present[]>([]);
  readonly link: Store<Link> = createStore<Link>({ is: "idle" });
  readonly sending: Store<Sending> = createStore({ microphone: false, camera: false, screen: false, busy: false });
  readonly intent: Store<Intent> = createStore({ microphone: false, camera: false });
  readonly audible: Store<boolean> = createStore(true);
  readonly entered: { pass: Pass; choice: DeviceChoice }[] = [];
  readonly said: string[] = [];
  left = 0;
  /** How the next attempts to connect go; beyond the list they succeed. */
  connects: ("succeed" | "fail")[] = [];
  private readonly hearing = new Set<(message: ChatMessage) => void>();

  async enter(pass: Pass, capture: Promise<Capture>, choice: DeviceChoice): Promise<void> {
    this.entered.push({ pass, choice });
    this.link.set({ is: "connecting" });
    const tracks = await capture;
    this.intent.set({ microphone: tracks.microphone !== null, camera: tracks.camera !== null });
    if (this.connects.shift() === "fail") {
      this.link.set({ is: "closed", parting: "dropped" });
      throw new Error("no connection");
    }
    this.link.set({ is: "connected" });
  }
  async leave(): Promise<void> {
    this.left += 1;
    this.link.set({ is: "closed", parting: "left" });
  }
  microphoneTrack(): MediaStreamTrack | null {
    return null;
  }
  async setMicrophone(on: boolean): Promise<void> {
    this.intent.update((was) => ({ ...was, microphone: on }));
  }
  async setCamera(on: boolean): Promise<void> {
    this.intent.update((was) => ({ ...was, camera: on }));
  }
  async setScreen(): Promise<void> {}
  async choose(): Promise<void> {}
  async say(text: string): Promise<ChatMessage> {
    this.said.push(text);
    return { id: `own-${this.said.length}`, identity: "me", name: "Me", self: true, text, sentAt: 0 };
  }
  async startSound(): Promise<void> {}
  onMessage(listener: (message: ChatMessage) => void): () => void {
    this.hearing.add(listener);
    return () => this.hearing.delete(listener);
  }
  onNotice(_listener: (notice: Notice) => void): () => void {
    return () => {};
  }
  hear(message: ChatMessage): void {
    for (const listener of this.hearing) listener(message);
  }
}

/** A live track as far as the view models look at one. */
export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  readonly kind: "audio" | "video";
  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
  }
  stop(): void {
    this.readyState = "ended";
  }
  /** The device was unplugged. */
  unplug(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
  static asTrack(track: FakeTrack): MediaStreamTrack {
    return track as unknown as MediaStreamTrack;
  }
}
