import { type RefObject, useEffect, useState } from "react";
import { browserTimers, createRest } from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";

/** Things that keep the controls awake while the focus is in them or they are open. */
const NEEDED = "[role='menu'], [role='dialog']";

/** Whether the controls rest. `bar` keeps them awake while the mouse is over it or the keyboard in it. */
export function useRest(bar: RefObject<HTMLElement | null>): boolean {
  const [rest] = useState(() => createRest(browserTimers));
  useEffect(() => {
    let over = false;
    const hold = () => {
      const focused = document.activeElement;
      const inBar = focused !== null && bar.current?.contains(focused) === true && focused.matches(":focus-visible");
      rest.hold(over || inBar || document.querySelector(NEEDED) !== null);
    };
    const moved = (event: PointerEvent) => {
      over = event.target instanceof Node && bar.current?.contains(event.target) === true;
      hold();
      if (event.pointerType === "mouse") rest.mouse();
      else rest.keyOrTouch();
    };
    const pressed = () => rest.keyOrTouch();
    // A menu or dialog takes the focus a moment after it is drawn.
    const focusMoved = () => requestAnimationFrame(hold);
    const listeners: readonly [string, (event: never) => void][] = [
      ["pointermove", moved],
      ["pointerdown", moved],
      ["keydown", pressed],
      ["focusin", focusMoved],
      ["focusout", focusMoved],
    ];
    for (const [name, listener] of listeners) window.addEventListener(name, listener as EventListener);
    return () => {
      rest.stop();
      for (const [name, listener] of listeners) window.removeEventListener(name, listener as EventListener);
    };
  }, [rest, bar]);
  return useReadable(rest.resting);
}
