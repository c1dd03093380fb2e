/** At most one word of activity in this time, in milliseconds (SES-9). */
export const ACTIVITY_PAUSE = 60_000;

/** Decides when the server must hear that a person is at this browser. */
export class Activity {
  #lastTold: number | undefined;

  /** A key, a touch, a pointer at `now`: whether to tell the server. A yes counts as told. */
  noted(now: number): boolean {
    if (this.#lastTold !== undefined && now - this.#lastTold < ACTIVITY_PAUSE) return false;
    this.#lastTold = now;
    return true;
  }
}
