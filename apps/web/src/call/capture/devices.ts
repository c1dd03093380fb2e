import { createStore, type Readable } from "../store";

/** A device one can choose. */
export interface Device {
  readonly id: string;
  /** The system's name for it; empty until the person has allowed the page to use devices. */
  readonly label: string;
}

/** What is plugged in now. */
export interface DeviceList {
  readonly microphone: readonly Device[];
  readonly camera: readonly Device[];
  readonly speaker: readonly Device[];
}

/** The device list, kept fresh while it is watched. */
export interface Devices extends Readable<DeviceList> {
  /** Reads the list again; needed after a permission was given, because only then devices have names. */
  refresh(): Promise<void>;
  /** Follows what is plugged in and out; returns how to stop. */
  watch(): () => void;
}

const NONE: DeviceList = { microphone: [], camera: [], speaker: [] };

/** The part of `navigator.mediaDevices` that is needed. */
export type DeviceSource = Pick<MediaDevices, "enumerateDevices" | "addEventListener" | "removeEventListener">;

/** Sorts the browser's list. Entries without an id are hidden ones; `communications` repeats another device. */
export function sortDevices(infos: readonly Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]): DeviceList {
  const of = (kind: MediaDeviceKind): readonly Device[] =>
    infos
      .filter((info) => info.kind === kind && info.deviceId !== "" && info.deviceId !== "communications")
      .map((info) => ({ id: info.deviceId, label: info.label }));
  return { microphone: of("audioinput"), camera: of("videoinput"), speaker: of("audiooutput") };
}

export function createDevices(source: DeviceSource | undefined): Devices {
  const list = createStore<DeviceList>(NONE);
  const refresh = async (): Promise<void> => {
    if (source === undefined) return;
    try {
      list.set(sortDevices(await source.enumerateDevices()));
    } catch {
      list.set(NONE);
    }
  };
  const changed = (): void => void refresh();
  return {
    get: list.get,
    subscribe: list.subscribe,
    refresh,
    watch() {
      source?.addEventListener("devicechange", changed);
      return () => source?.removeEventListener("devicechange", changed);
    },
  };
}

/** Whether this browser can play sound on a chosen speaker. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}
