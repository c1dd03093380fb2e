import type { EndReason } from "../../../api";
import type { Channel, SessionPorts } from "./ports";
import type { ServerEvent } from "./server-event";
import { SharedEvents } from "./shared-events";

/** What the watch makes happen. */
export interface SessionEffects {
  /** Ask the server who is signed in; the answer comes back through {@link SessionWatch.saw}. */
  ask: () => void;
  /** This browser's session is another now, or none; not called for the first answer nor for this tab's own act. */
  changed: (session: string | null) => void;
  /** The server said that this browser's session ended. */
  ended: (reason: EndReason) => void;
  /** Anything else the server said. */
  heard: (event: ServerEvent) => void;
}

interface Announced {
  session_id: string | null;
}

const CHANNEL = "vestibule-session";

/** Keeps this tab's picture of the session true: follows its events, hears other tabs sign in and out. */
export class SessionWatch {
  readonly #ports: SessionPorts;
  readonly #effects: SessionEffects;
  readonly #announcements: Channel;
  #session: string | null | undefined;
  #events: SharedEvents | undefined;

  constructor(ports: SessionPorts, effects: SessionEffects) {
    this.#ports = ports;
    this.#effects = effects;
    this.#announcements = ports.channel(CHANNEL, (message) => this.#announced(message));
  }

  /** Takes note of who is signed in now. */
  saw(session: string | null): void {
    const before = this.#session;
    if (before === session) return;
    this.#follow(session);
    if (before !== undefined) this.#effects.changed(session);
  }

  /** This tab itself signed in or out: takes note, and makes every other tab ask. */
  acted(session: string | null): void {
    if (this.#session !== session) this.#follow(session);
    this.#announcements.post({ session_id: session } satisfies Announced);
  }

  stop(): void {
    this.#events?.close();
    this.#announcements.close();
  }

  #follow(session: string | null): void {
    this.#events?.close();
    this.#session = session;
    this.#events =
      session === null
        ? undefined
        : new SharedEvents(session, this.#ports, {
            event: (event) => this.#event(session, event),
            doubt: () => this.#effects.ask(),
          });
  }

  #event(session: string, event: ServerEvent): void {
    if (event.type === "session_ended" && event.session_id === session) {
      this.#effects.ended(event.reason);
      return;
    }
    this.#effects.heard(event);
  }

  #announced(message: unknown): void {
    if (typeof message !== "object" || message === null || !("session_id" in message)) return;
    if (message.session_id !== this.#session) this.#effects.ask();
  }
}
