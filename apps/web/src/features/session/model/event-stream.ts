import type { SessionPorts } from "./ports";
import { readEvent, type ServerEvent } from "./server-event";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** One open line to the server, kept open: after a break it waits, twice as long each time, and opens again. */
export class EventStream {
  readonly #ports: SessionPorts;
  readonly #session: string;
  readonly #heard: (event: ServerEvent) => void;
  readonly #broken: () => void;
  #source: { close: () => void } | undefined;
  #cancel: (() => void) | undefined;
  #wait = FIRST_WAIT;

  /** `broken` is called at each break: the session may be the reason, and only `/me` tells. */
  constructor(ports: SessionPorts, session: string, heard: (event: ServerEvent) => void, broken: () => void) {
    this.#ports = ports;
    this.#session = session;
    this.#heard = heard;
    this.#broken = broken;
    this.#open();
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
        const event = live ? readEvent(type, data) : undefined;
        if (!event) return;
        // The cookie decides whose stream this is, and it may have changed since the tab last asked.
        if (event.type === "hello" && event.session_id !== this.#session) lost();
        else this.#hear(event);
      },
      failed: () => lost(),
    });
    const lost = () => {
      if (!live) return;
      live = false;
      source.close();
      this.#again();
      this.#broken();
    };
    this.#source = {
      close: () => {
        live = false;
        source.close();
      },
    };
  }

  #hear(event: ServerEvent): void {
    if (event.type === "hello") this.#wait = FIRST_WAIT;
    if (event.type === "server_stopping") {
      this.#source?.close();
      this.#again();
    }
    this.#heard(event);
  }

  #again(): void {
    // Half of the wait is by chance: a thousand browsers must not all return in the same second.
    const wait = this.#wait * (0.5 + this.#ports.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#cancel?.();
    this.#cancel = this.#ports.after(wait, () => this.#open());
  }
}
