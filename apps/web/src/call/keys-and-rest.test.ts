import { describe, expect, it } from "vitest";
import { clock } from "./duration";
import { createRest, REST_AFTER_MS, type Timers } from "./rest";
import { type KeyPress, type RoomAction, shortcut } from "./shortcuts";

const press = (part: Partial<KeyPress>): KeyPress => ({
  key: "",
  code: "",
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  taken: false,
  ...part,
});

describe("cnf_13 shortcuts", () => {
  const cases: readonly (readonly [string, Partial<KeyPress>, RoomAction | null])[] = [
    ["M", { code: "KeyM", key: "m" }, "microphone"],
    ["the M key on a Russian keyboard", { code: "KeyM", key: "ь" }, "microphone"],
    ["V", { code: "KeyV" }, "camera"],
    ["E", { code: "KeyE" }, "camera"],
    ["S", { code: "KeyS" }, "screen"],
    ["H", { code: "KeyH" }, "hand"],
    ["C", { code: "KeyC" }, "chat"],
    ["P", { code: "KeyP" }, "people"],
    ["L", { code: "KeyL" }, "layout"],
    ["?", { code: "Slash", key: "?", shiftKey: true }, "help"],
    ["? on another layout", { code: "Digit7", key: "?", shiftKey: true }, "help"],
    ["while typing", { code: "KeyM", taken: true }, null],
    ["Ctrl+C copies", { code: "KeyC", ctrlKey: true }, null],
    ["Cmd+P prints", { code: "KeyP", metaKey: true }, null],
    ["Shift+M", { code: "KeyM", shiftKey: true }, null],
    ["held down", { code: "KeyM", repeat: true }, null],
    ["another key", { code: "KeyQ" }, null],
  ];
  it.each(cases)("%s", (_, part, expected) => {
    expect(shortcut(press(part))).toBe(expected);
  });
});

/** Timers that run when told. */
function stopwatch(): Timers & { pass(ms: number): void } {
  let now = 0;
  let next = 1;
  const waiting = new Map<number, { at: number; run: () => void }>();
  return {
    set(run, ms) {
      waiting.set(next, { at: now + ms, run });
      next += 1;
      return next - 1;
    },
    clear: (timer) => void waiting.delete(timer),
    pass(ms) {
      now += ms;
      for (const [timer, { at, run }] of [...waiting]) {
        if (at > now) continue;
        waiting.delete(timer);
        run();
      }
    },
  };
}

describe("cnf_13 controls rest", () => {
  it("after four seconds without the mouse moving", () => {
    const time = stopwatch();
    const rest = createRest(time);
    rest.mouse();
    time.pass(REST_AFTER_MS - 1);
    rest.mouse();
    time.pass(REST_AFTER_MS - 1);
    expect(rest.resting.get()).toBe(false);
    time.pass(1);
    expect(rest.resting.get()).toBe(true);
    rest.mouse();
    expect(rest.resting.get()).toBe(false);
  });
  it("never before a mouse has moved, and never for keyboard or touch", () => {
    const time = stopwatch();
    const rest = createRest(time);
    time.pass(60_000);
    expect(rest.resting.get()).toBe(false);
    rest.mouse();
    rest.keyOrTouch();
    time.pass(60_000);
    expect(rest.resting.get()).toBe(false);
  });
  it("wakes for a key while resting", () => {
    const time = stopwatch();
    const rest = createRest(time);
    rest.mouse();
    time.pass(REST_AFTER_MS);
    rest.keyOrTouch();
    expect(rest.resting.get()).toBe(false);
  });
  it("not while something needs them, and counts anew afterwards", () => {
    const time = stopwatch();
    const rest = createRest(time);
    rest.mouse();
    rest.hold(true);
    time.pass(60_000);
    expect(rest.resting.get()).toBe(false);
    rest.hold(false);
    time.pass(REST_AFTER_MS);
    expect(rest.resting.get()).toBe(true);
  });
});

describe("clock", () => {
  it.each([
    [0, "0:00"],
    [24_000, "0:24"],
    [24 * 60_000 + 7000, "24:07"],
    [3_723_000, "1:02:03"],
    [-5000, "0:00"],
  ])("%i ms reads %s", (ms, text) => {
    expect(clock(ms)).toBe(text);
  });
});
