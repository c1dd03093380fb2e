import { createStore, type Readable } from "./store";

/** After this long without the mouse moving the controls rest. */
export const REST_AFTER_MS = 4000;

/** Whether the room's controls rest. They never do for someone who uses keyboard or touch. */
export interface Rest {
  readonly resting: Readable<boolean>;
  /** The mouse moved: wake, and count again. */
  mouse(): void;
  /** A key or a touch: wake, and stay awake until a mouse moves again. */
  keyOrTouch(): void;
  /** Something that must stay visible (a menu, a dialog, the pointer over the bar) is there, or no longer. */
  hold(held: boolean): void;
  stop(): void;
}

/** Timers as a parameter, so that tests do not wait. */
export interface Timers {
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

export const browserTimers: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

export function createRest(timers: Timers): Rest {
  const resting = createStore(false);
  let held = false;
  let byMouse = false;
  let timer: number | null = null;
  const cancel = (): void => {
    if (timer !== null) timers.clear(timer);
    timer = null;
  };
  const wake = (): void => {
    cancel();
    resting.set(false);
    if (byMouse && !held) timer = timers.set(() => resting.set(true), REST_AFTER_MS);
  };
  return {
    resting,
    mouse() {
      byMouse = true;
      wake();
    },
    keyOrTouch() {
      byMouse = false;
      wake();
    },
    hold(next) {
      if (held === next) return;
      held = next;
      wake();
    },
    stop: cancel,
  };
}
