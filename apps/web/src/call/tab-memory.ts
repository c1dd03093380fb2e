import type { DeviceChoice } from "./media-room";

/** What proves a guest's admission: given once by the server, needed to come back after a reload. */
export interface GuestAdmission {
  readonly id: string;
  readonly secret: string;
}

/** What this tab remembers of one conference. It lives in `sessionStorage`: it dies with the tab and is in no URL. */
export interface ConferenceMemory {
  /** What a guest typed, or what a link brought; kept over a reload before joining too. */
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly choice: DeviceChoice;
  /** Null for someone who is signed in, and before the first joining. */
  readonly admission: GuestAdmission | null;
  /** This tab is in the room: a reload goes straight back in. */
  readonly inRoom: boolean;
}

export const NO_CHOICE: DeviceChoice = { microphone: "", camera: "", speaker: "" };

export const FRESH_MEMORY: ConferenceMemory = {
  name: "",
  microphone: true,
  camera: true,
  choice: NO_CHOICE,
  admission: null,
  inRoom: false,
};

const key = (number: string): string => `vestibule.conference.${number}`;

/** Storage as a parameter; null where the browser forbids it, then nothing is remembered and nothing breaks. */
export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;

export function tabStorage(): TabStorage {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** Reads the memory of a conference. What is missing or malformed is as if never written. */
export function recall(storage: TabStorage, number: string): ConferenceMemory {
  try {
    const text = storage?.getItem(key(number)) ?? null;
    return text === null ? FRESH_MEMORY : validated(JSON.parse(text));
  } catch {
    return FRESH_MEMORY;
  }
}

/** Changes part of the memory of a conference. */
export function remember(storage: TabStorage, number: string, part: Partial<ConferenceMemory>): void {
  try {
    storage?.setItem(key(number), JSON.stringify({ ...recall(storage, number), ...part }));
  } catch {
    // Full or forbidden storage: a reload will ask again, nothing worse.
  }
}

function validated(value: unknown): ConferenceMemory {
  if (!isRecord(value)) return FRESH_MEMORY;
  const choice = isRecord(value.choice) ? value.choice : {};
  const { admission } = value;
  return {
    name: text(value.name),
    microphone: value.microphone !== false,
    camera: value.camera !== false,
    choice: { microphone: text(choice.microphone), camera: text(choice.camera), speaker: text(choice.speaker) },
    admission:
      isRecord(admission) && typeof admission.id === "string" && typeof admission.secret === "string"
        ? { id: admission.id, secret: admission.secret }
        : null,
    inRoom: value.inRoom === true,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
