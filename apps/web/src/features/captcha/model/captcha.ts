import type { Problem, SolvedCaptcha } from "../../../api";
import { Picture, type PictureState } from "./picture";
import type { CaptchaPorts } from "./ports";
import { Work, type WorkState } from "./work";

/** The two ways through a captcha: reading a picture, or letting the device work. */
export type Way = "picture" | "work";

/** What is on the screen. */
export interface CaptchaState {
  way: Way;
  picture: PictureState;
  work: WorkState;
}

/** A captcha beside a form (CAP-1 to CAP-5): lives as long as the form stands, is used by each sending, renews itself. */
export class Captcha {
  readonly #listeners = new Set<() => void>();
  readonly #ports: CaptchaPorts;
  readonly #picture: Picture;
  readonly #work: Work;
  #way: Way = "picture";
  #empty = true;
  #unwatch: (() => void) | undefined;
  #state: CaptchaState;

  constructor(ports: CaptchaPorts) {
    this.#ports = ports;
    const changed = () => this.#changed();
    const isAwaited = () => this.#way === "picture" && this.#empty;
    this.#picture = new Picture(ports, { changed, isAwaited });
    this.#work = new Work(ports, changed);
    this.#state = this.#seen();
  }

  readonly get = (): CaptchaState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The form stands: from here on there is a picture. */
  start(): void {
    this.#unwatch = this.#ports.whenVisible(() => this.#picture.reconsider());
    this.#renew();
  }

  /** The form is gone. */
  stop(): void {
    this.#unwatch?.();
    this.#picture.leave();
    this.#work.stop();
  }

  /** Goes the other way; what the first one had under way ends. */
  choose(way: Way): void {
    if (way === this.#way) return;
    this.#way = way;
    this.#picture.leave();
    this.#work.stop();
    this.#renew();
  }

  /** Shows a new picture, or tries once more to do the work. */
  refresh(): void {
    this.#renew();
  }

  /** Tells whether the field for the characters is empty: who has begun to type keeps the picture they type from. */
  fieldIs(empty: boolean): void {
    this.#empty = empty;
    if (empty) this.#picture.reconsider();
  }

  /** How long the picture can still be answered, in milliseconds. */
  left(): number {
    return this.#picture.left();
  }

  /** Whether something has to be typed before the form is sent. Where no picture is left to type from, one comes. */
  isMissing(typed: string): boolean {
    const missing = this.#way === "picture" && typed.trim() === "";
    if (missing && this.#picture.state.is === "gone") void this.#picture.show();
    return missing;
  }

  /** What goes with the form: the characters as typed, or the proof once it is ready; nothing when there is none. */
  async solve(typed: string): Promise<SolvedCaptcha | undefined> {
    if (this.#way === "picture") return { id: this.#picture.id, answer: typed };
    return this.#work.proof();
  }

  /** The form was refused. Whatever the server refused it for used this captcha up, and another takes its place. */
  refused({ status }: Problem): void {
    if (status !== 0) this.#renew();
  }

  #renew(): void {
    if (this.#way === "picture") void this.#picture.show();
    else this.#work.begin();
  }

  #seen(): CaptchaState {
    return { way: this.#way, picture: this.#picture.state, work: this.#work.state };
  }

  #changed(): void {
    this.#state = this.#seen();
    for (const listener of this.#listeners) listener();
  }
}
