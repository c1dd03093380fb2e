import type { Capture, DeviceChoice } from "../media-room";
import { createStore, type Readable, type Store } from "../store";
import { type CaptureFailure, type CaptureKind, type CaptureSource, type Opened, open } from "./open";

/** One device before joining. */
export interface PreviewDevice {
  /** The person wants it on; it may still be opening or have failed. */
  readonly wanted: boolean;
  readonly opening: boolean;
  readonly track: MediaStreamTrack | null;
  readonly failure: CaptureFailure | null;
}

export interface PreviewState {
  readonly microphone: PreviewDevice;
  readonly camera: PreviewDevice;
  readonly choice: DeviceChoice;
}

/** Camera and microphone before joining: what the person sees and hears of themselves is what the others will get. */
export interface Preview extends Readable<PreviewState> {
  /** Opens what is wanted. Call once, and again when a permission was given. */
  start(): Promise<void>;
  toggle(kind: CaptureKind): Promise<void>;
  choose(kind: keyof DeviceChoice, deviceId: string): Promise<void>;
  /** Hands the live tracks over, those still opening too; the preview lets go of them without stopping them. */
  take(): Promise<Capture>;
  /** Stops and forgets every track. */
  stop(): void;
}

export interface PreviewBeginning {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly choice: DeviceChoice;
}

/** `source` is null on a page that may use no devices: then every attempt says so. */
export function createPreview(source: CaptureSource | null, beginning: PreviewBeginning): Preview {
  return new DevicePreview(source, beginning);
}

const KINDS: readonly CaptureKind[] = ["microphone", "camera"];

class DevicePreview implements Preview {
  readonly #source: CaptureSource | null;
  readonly #state: Store<PreviewState>;
  /** Counts attempts per device, so that a late answer to an old question is closed and dropped. */
  readonly #attempt = { microphone: 0, camera: 0 };
  #opening: Promise<void> = Promise.resolve();
  /** The tracks are someone else's now: the preview stops nothing any more. */
  #handedOver = false;

  constructor(source: CaptureSource | null, { microphone, camera, choice }: PreviewBeginning) {
    this.#source = source;
    this.#state = createStore<PreviewState>({ microphone: idle(microphone), camera: idle(camera), choice });
  }

  readonly get = (): PreviewState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  async start(): Promise<void> {
    const missing = KINDS.filter((kind) => {
      const { wanted, track, opening } = this.get()[kind];
      return wanted && track === null && !opening;
    });
    if (missing.length > 0) await this.#reopen(missing);
  }

  async toggle(kind: CaptureKind): Promise<void> {
    const { wanted, failure } = this.get()[kind];
    const next = !(wanted && failure === null);
    this.#put(kind, { wanted: next });
    if (next) await this.#reopen([kind]);
    else this.#close(kind);
  }

  async choose(kind: keyof DeviceChoice, deviceId: string): Promise<void> {
    this.#state.update((was) => ({ ...was, choice: { ...was.choice, [kind]: deviceId } }));
    if (kind === "speaker") return;
    this.#put(kind, { wanted: true });
    await this.#reopen([kind]);
  }

  async take(): Promise<Capture> {
    this.#handedOver = true;
    await this.#opening;
    const { microphone, camera } = this.get();
    for (const kind of KINDS) {
      this.#attempt[kind] += 1;
      this.#put(kind, { track: null, opening: false });
    }
    return { microphone: microphone.track, camera: camera.track };
  }

  stop(): void {
    if (!this.#handedOver) for (const kind of KINDS) this.#close(kind);
  }

  #put(kind: CaptureKind, part: Partial<PreviewDevice>): void {
    this.#state.update((was) => ({ ...was, [kind]: { ...was[kind], ...part } }));
  }

  #close(kind: CaptureKind): void {
    this.#attempt[kind] += 1;
    this.get()[kind].track?.stop();
    this.#put(kind, { track: null, opening: false });
  }

  #reopen(kinds: readonly CaptureKind[], deviceId?: string): Promise<void> {
    const turn = this.#reopenNow(kinds, deviceId);
    this.#opening = Promise.all([this.#opening, turn]).then(() => undefined);
    return turn;
  }

  async #reopenNow(kinds: readonly CaptureKind[], deviceId?: string): Promise<void> {
    for (const kind of kinds) {
      this.#close(kind);
      this.#put(kind, { opening: true, failure: null });
    }
    const turns = { ...this.#attempt };
    const { choice } = this.get();
    const id = (kind: CaptureKind): string | null => (kinds.includes(kind) ? (deviceId ?? choice[kind]) : null);
    const result = await open(this.#source, { microphone: id("microphone"), camera: id("camera") });
    for (const kind of kinds) this.#settle(kind, turns[kind], result[kind]);
  }

  #settle(kind: CaptureKind, turn: number, { track, failure }: Opened): void {
    if (this.#attempt[kind] !== turn) {
      track?.stop();
      return;
    }
    this.#put(kind, { track, failure, opening: false });
    // Unplugged: fall back to whatever the system offers now.
    track?.addEventListener("ended", () => {
      if (this.get()[kind].track === track) void this.#reopen([kind], "");
    });
  }
}

function idle(wanted: boolean): PreviewDevice {
  return { wanted, opening: false, track: null, failure: null };
}
