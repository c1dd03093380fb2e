import type { Layout } from "../../../call";

/** How a person likes their rooms; kept on this device. */
export interface RoomPreferences {
  readonly layout: Layout;
  /** Single keys act in the room (WCAG 2.2, 2.1.4: they can be switched off). */
  readonly shortcuts: boolean;
}

const KEY = "vestibule.room";
const FIRST: RoomPreferences = { layout: "grid", shortcuts: true };

/** Reads the preferences; what is missing, malformed or forbidden is as at first. */
export function roomPreferences(): RoomPreferences {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const kept = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    return { layout: kept.layout === "speaker" ? "speaker" : "grid", shortcuts: kept.shortcuts !== false };
  } catch {
    return FIRST;
  }
}

/** Keeps part of the preferences. */
export function keepRoomPreferences(part: Partial<RoomPreferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...roomPreferences(), ...part }));
  } catch {
    // Storage refused (private window): the choice holds until the room is left.
  }
}
