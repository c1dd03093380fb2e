import { EventStream } from "./event-stream";
import type { Channel, SessionPorts } from "./ports";
import type { ServerEvent } from "./server-event";

interface Passed {
  session_id: string;
  event: ServerEvent;
}

interface Hears {
  event: (event: ServerEvent) => void;
  /** The line broke, or answers for another session: who is signed in must be asked again. */
  doubt: () => void;
}

/**
 * One session's events in every tab, over one connection a browser: plain http allows six a host. The tab that holds
 * the lock opens the stream and passes each event on; when it closes, another tab gets the lock. Lock, channel and
 * messages carry the session's id, and what carries another is dropped.
 */
export class SharedEvents {
  readonly #session: string;
  readonly #hears: Hears;
  readonly #channel: Channel;
  readonly #over = new AbortController();

  constructor(session: string, ports: SessionPorts, hears: Hears) {
    this.#session = session;
    this.#hears = hears;
    const name = `vestibule-events-${session}`;
    this.#channel = ports.channel(name, (message) => this.#passed(message));
    ports.elect(name, this.#over.signal, () => {
      if (this.#over.signal.aborted) return;
      const stream = new EventStream(
        ports,
        session,
        (event) => this.#streamed(event),
        () => hears.doubt(),
      );
      this.#over.signal.addEventListener("abort", () => stream.close());
    });
  }

  close(): void {
    this.#over.abort();
    this.#channel.close();
  }

  #streamed(event: ServerEvent): void {
    this.#channel.post({ session_id: this.#session, event } satisfies Passed);
    this.#hears.event(event);
  }

  #passed(message: unknown): void {
    if (this.#over.signal.aborted || !isPassed(message) || message.session_id !== this.#session) return;
    this.#hears.event(message.event);
  }
}

function isPassed(message: unknown): message is Passed {
  return typeof message === "object" && message !== null && "session_id" in message && "event" in message;
}
