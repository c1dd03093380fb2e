import { useEffect, useEffectEvent } from "react";
import { type RoomAction, shortcut } from "../../../call";

/** Where single keys are text or a list's own: there they never act on the room. */
const TAKEN = "input, textarea, select, [contenteditable], [role='menu'], [role='dialog'], [role='listbox']";

/** Lets single keys act while the room stands, unless the person switched them off. */
export function useRoomKeys(on: boolean, act: (action: RoomAction) => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const at = event.target instanceof Element ? event.target : null;
    const taken = event.defaultPrevented || at?.closest(TAKEN) !== null;
    const { key, code, ctrlKey, altKey, metaKey, shiftKey, repeat } = event;
    const action = shortcut({ key, code, ctrlKey, altKey, metaKey, shiftKey, repeat, taken });
    if (action === null || !(on || action === "help")) return;
    event.preventDefault();
    act(action);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
