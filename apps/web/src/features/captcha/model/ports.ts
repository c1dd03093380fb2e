import type { AltchaParameters, Captcha, CaptchaKind } from "../../../api";
import type { FoundKey } from "./find-key";

/** Work under way on this device. */
export interface Search {
  /** Fails when the device cannot do it. Never settles once it is stopped. */
  found: Promise<FoundKey>;
  stop: () => void;
}

/** What a captcha needs: the server, the device's power, timers, a clock that never jumps, and whether anybody can look. */
export interface CaptchaPorts {
  ask: (kind: CaptchaKind) => Promise<Captcha>;
  /** Begins the work; `tried` hears how many numbers are behind it. */
  search: (parameters: AltchaParameters, tried: (count: number) => void) => Search;
  /** Runs something later; returns how not to. */
  after: (milliseconds: number, run: () => void) => () => void;
  clock: () => number;
  /** Whether the page is in sight. */
  visible: () => boolean;
  /** Calls back when the page comes into sight; returns how to stop. */
  whenVisible: (act: () => void) => () => void;
}
