/** What a key does in the room. */
export type RoomAction =
  | "microphone"
  | "camera"
  | "screen"
  | "hand"
  | "chat"
  | "people"
  | "layout"
  | "settings"
  | "help";

/** Every shortcut, in the order of the help dialog. `codes` are places on the keyboard, so they work in any layout. */
export const SHORTCUTS: readonly {
  readonly action: RoomAction;
  readonly codes: readonly string[];
  readonly keys: string;
}[] = [
  { action: "microphone", codes: ["KeyM"], keys: "M" },
  { action: "camera", codes: ["KeyV", "KeyE"], keys: "V, E" },
  { action: "screen", codes: ["KeyS"], keys: "S" },
  { action: "hand", codes: ["KeyH"], keys: "H" },
  { action: "chat", codes: ["KeyC"], keys: "C" },
  { action: "people", codes: ["KeyP"], keys: "P" },
  { action: "layout", codes: ["KeyL"], keys: "L" },
  { action: "settings", codes: ["Comma"], keys: "," },
  { action: "help", codes: [], keys: "?" },
];

/** A key press with the facts that decide whether it is a shortcut. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  /** The person writes text, or a dialog or menu has the keyboard. */
  readonly taken: boolean;
}

/**
 * The action of a key press, or null. Single keys never act while something is typed or together with a modifier;
 * the person can switch all of them off (WCAG 2.2, 2.1.4 Character Key Shortcuts).
 */
export function shortcut(press: KeyPress): RoomAction | null {
  if (press.taken || press.repeat || press.ctrlKey || press.altKey || press.metaKey) return null;
  if (press.key === "?") return "help";
  if (press.shiftKey) return null;
  return SHORTCUTS.find((each) => each.codes.includes(press.code))?.action ?? null;
}
