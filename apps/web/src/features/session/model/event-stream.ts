import { KeptLine, type LinePorts } from "./kept-line";
import { readEvent, type ServerEvent } from "./server-event";

/** The events of one session, over a line that is kept open. */
export class EventStream {
  readonly #line: KeptLine;
  readonly #session: string;
  readonly #heard: (event: ServerEvent) => void;
  readonly #broken: () => void;

  /** `broken` is called at each break: the session may be the reason, and only `/me` tells. */
  constructor(ports: LinePorts, session: string, heard: (event: ServerEvent) => void, broken: () => void) {
    this.#session = session;
    this.#heard = heard;
    this.#broken = broken;
    this.#line = new KeptLine(ports, { event: (type, data) => this.#hear(readEvent(type, data)), broken });
  }

  close(): void {
    this.#line.close();
  }

  #hear(event: ServerEvent | undefined): void {
    if (!event) return;
    if (event.type === "hello") {
      // The cookie decides whose stream this is, and it may have changed since the tab last asked.
      if (event.session_id !== this.#session) {
        this.#line.renew();
        this.#broken();
        return;
      }
      this.#line.stands();
    }
    if (event.type === "server_stopping") this.#line.renew();
    this.#heard(event);
  }
}
