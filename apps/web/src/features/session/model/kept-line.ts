import type { SessionPorts } from "./ports";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** What a line needs of a browser. */
export type LinePorts = Pick<SessionPorts, "connect" | "after" | "random">;

interface Hears {
  event: (type: string, data: string) => void;
  /** The line broke or was refused; another is opened a little later. */
  broken: () => void;
}

/** One open line to the server, kept open: after a break it waits, twice as long each time, and opens again. */
export class KeptLine {
  readonly #ports: LinePorts;
  readonly #hears: Hears;
  #source: { close: () => void } | undefined;
  #cancel: (() => void) | undefined;
  #wait = FIRST_WAIT;

  constructor(ports: LinePorts, hears: Hears) {
    this.#ports = ports;
    this.#hears = hears;
    this.#open();
  }

  /** The server greeted: the next break is the first again. */
  stands(): void {
    this.#wait = FIRST_WAIT;
  }

  /** Leaves this line and opens another after the wait. */
  renew(): void {
    this.#source?.close();
    // Half of the wait is by chance: a thousand browsers must not all return in the same second.
    const wait = this.#wait * (0.5 + this.#ports.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#cancel?.();
    this.#cancel = this.#ports.after(wait, () => this.#open());
  }

  close(): void {
    this.#cancel?.();
    this.#source?.close();
    this.#source = undefined;
    this.#cancel = undefined;
  }

  #open(): void {
    let live = true;
    const source = this.#ports.connect({
      event: (type, data) => {
        if (live) this.#hears.event(type, data);
      },
      failed: () => {
        if (!live) return;
        this.renew();
        this.#hears.broken();
      },
    });
    this.#source = {
      close: () => {
        live = false;
        source.close();
      },
    };
  }
}
