import { asProblem, type Problem } from "../../../api";
import type { CaptchaPorts } from "./ports";

/** What stands in the picture's place. */
export type PictureState =
  | { is: "coming" }
  /** `until` is on the ports' clock. */
  | { is: "shown"; image: string; until: number }
  /** A button that shows one: the last expired, or none came, for the reason in `trouble`. */
  | { is: "gone"; trouble: Problem | undefined };

/** How often an expired picture is replaced by itself; beyond that nobody seems to sit there (CAP-3). */
const OWN_REPLACEMENTS = 2;

interface PictureHost {
  changed: () => void;
  /** Whether a picture would be looked at: it is the way chosen, and nothing is typed that belongs to the last one. */
  isAwaited: () => boolean;
}

/** The picture of a captcha: comes, lives for a minute, is replaced. */
export class Picture {
  readonly #ports: CaptchaPorts;
  readonly #host: PictureHost;
  #state: PictureState = { is: "coming" };
  #id = "";
  #replaced = 0;
  /** Counts what was asked for, so that a late answer to something older is dropped. */
  #turn = 0;
  #expiry: (() => void) | undefined;

  constructor(ports: CaptchaPorts, host: PictureHost) {
    this.#ports = ports;
    this.#host = host;
  }

  get state(): PictureState {
    return this.#state;
  }

  /** The id of the last picture, for the answer to it. Empty before the first. */
  get id(): string {
    return this.#id;
  }

  /** How long the picture can still be answered, in milliseconds. */
  left(): number {
    return this.#state.is === "shown" ? Math.max(0, this.#state.until - this.#ports.clock()) : 0;
  }

  /** Shows a new picture, because somebody wants one. */
  show(): Promise<void> {
    this.#replaced = 0;
    return this.#ask();
  }

  /** Leaves it; what is still on its way is dropped. */
  leave(): void {
    this.#turn += 1;
    this.#expiry?.();
    this.#state = { is: "coming" };
  }

  /** The page came into sight, or the field changed: an expired picture may be worth replacing now. */
  reconsider(): void {
    if (this.#state.is !== "gone" || this.#state.trouble) return;
    if (this.#replaced >= OWN_REPLACEMENTS || !this.#ports.visible() || !this.#host.isAwaited()) return;
    this.#replaced += 1;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.leave();
    const turn = this.#turn;
    this.#host.changed();
    try {
      const { id, image, expires_in } = await this.#ports.ask("picture");
      if (turn !== this.#turn) return;
      this.#id = id;
      const life = expires_in * 1000;
      this.#put({ is: "shown", image: image ?? "", until: this.#ports.clock() + life });
      this.#expiry = this.#ports.after(life, () => this.#expire());
    } catch (thrown) {
      if (turn === this.#turn) this.#put({ is: "gone", trouble: asProblem(thrown) });
    }
  }

  #expire(): void {
    this.#put({ is: "gone", trouble: undefined });
    this.reconsider();
  }

  #put(state: PictureState): void {
    this.#state = state;
    this.#host.changed();
  }
}
