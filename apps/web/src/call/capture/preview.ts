import type { Capture, DeviceChoice } from "../media-room";
import { createStore, type Readable } from "../store";
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

const idle = (wanted: boolean): PreviewDevice => ({ wanted, opening: false, track: null, failure: null });

export function createPreview(
  source: CaptureSource | null,
  initial: { readonly microphone: boolean; readonly camera: boolean; readonly choice: DeviceChoice },
): Preview {
  const state = createStore<PreviewState>({
    microphone: idle(initial.microphone),
    camera: idle(initial.camera),
    choice: initial.choice,
  });
  /** Counts attempts per device, so that a late answer to an old question is closed and dropped. */
  const attempt = { microphone: 0, camera: 0 };
  let opening: Promise<void> = Promise.resolve();
  /** The tracks are someone else's now: the preview stops nothing any more. */
  let handedOver = false;

  const put = (kind: CaptureKind, part: Partial<PreviewDevice>): void =>
    state.update((was) => ({ ...was, [kind]: { ...was[kind], ...part } }));

  const close = (kind: CaptureKind): void => {
    attempt[kind] += 1;
    state.get()[kind].track?.stop();
    put(kind, { track: null, opening: false });
  };

  const settle = (kind: CaptureKind, turn: number, { track, failure }: Opened): void => {
    if (attempt[kind] !== turn) {
      track?.stop();
      return;
    }
    put(kind, { track, failure, opening: false });
    // Unplugged: fall back to whatever the system offers now.
    track?.addEventListener("ended", () => {
      if (state.get()[kind].track === track) void reopen([kind], "");
    });
  };

  const reopen = (kinds: readonly CaptureKind[], deviceId?: string): Promise<void> => {
    const turn = reopenNow(kinds, deviceId);
    opening = Promise.all([opening, turn]).then(() => undefined);
    return turn;
  };

  const reopenNow = async (kinds: readonly CaptureKind[], deviceId?: string): Promise<void> => {
    for (const kind of kinds) {
      close(kind);
      put(kind, { opening: true, failure: null });
    }
    const turns = { ...attempt };
    const { choice } = state.get();
    const id = (kind: CaptureKind): string | null => (kinds.includes(kind) ? (deviceId ?? choice[kind]) : null);
    const result = await open(source, { microphone: id("microphone"), camera: id("camera") });
    for (const kind of kinds) settle(kind, turns[kind], result[kind]);
  };

  return {
    get: state.get,
    subscribe: state.subscribe,
    async start() {
      const now = state.get();
      const kinds = (["microphone", "camera"] as const).filter(
        (kind) => now[kind].wanted && now[kind].track === null && !now[kind].opening,
      );
      if (kinds.length > 0) await reopen(kinds);
    },
    async toggle(kind) {
      const wanted = !(state.get()[kind].wanted && state.get()[kind].failure === null);
      put(kind, { wanted });
      if (wanted) await reopen([kind]);
      else close(kind);
    },
    async choose(kind, deviceId) {
      state.update((was) => ({ ...was, choice: { ...was.choice, [kind]: deviceId } }));
      if (kind === "speaker") return;
      put(kind, { wanted: true });
      await reopen([kind]);
    },
    async take() {
      handedOver = true;
      await opening;
      const { microphone, camera } = state.get();
      for (const kind of ["microphone", "camera"] as const) {
        attempt[kind] += 1;
        put(kind, { track: null, opening: false });
      }
      return { microphone: microphone.track, camera: camera.track };
    },
    stop() {
      if (handedOver) return;
      close("microphone");
      close("camera");
    },
  };
}
