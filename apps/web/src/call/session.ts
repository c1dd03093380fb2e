import type { Capture, DeviceChoice, Intent, Link, MediaRoom, Pass } from "./media-room";
import { createStore, type Readable } from "./store";

/** What asking for an admission came to. `code` is the API's. */
export type Asked =
  | { readonly is: "admitted"; readonly pass: Pass }
  | { readonly is: "refused"; readonly code: string }
  /** No answer, or one that another try may better. */
  | { readonly is: "unanswered"; readonly code: string };

/** How a visit ended. Each ending has its page with a way on. */
export type Ending =
  | { readonly is: "left" }
  | { readonly is: "removed" }
  | { readonly is: "ended" }
  /** The same person came in from another tab or window. */
  | { readonly is: "elsewhere" }
  /** The connection could not be brought back. */
  | { readonly is: "lost"; readonly code: string }
  | { readonly is: "refused"; readonly code: string };

export type SessionState =
  | { readonly phase: "entering" }
  | { readonly phase: "in" }
  | { readonly phase: "reconnecting" }
  | { readonly phase: "out"; readonly ending: Ending };

/** What a session needs from outside. */
export interface SessionParts {
  readonly room: MediaRoom;
  /** `POST /conferences/{number}/admissions`. */
  readonly admit: () => Promise<Asked>;
  /** Opens the devices again after a lost connection, as they were on before. */
  readonly recapture: (wanted: Intent) => Promise<Capture>;
  readonly choice: () => DeviceChoice;
  readonly wait: (ms: number) => Promise<void>;
}

/** One visit to a room, from the click on *Join* to the page that says how it ended. */
export interface Session extends Readable<SessionState> {
  /**
   * Goes in. With a pass (just admitted) it connects at once; without one (after a reload) it asks for it first. Never
   * rejects: whatever goes wrong becomes a state. `wanted` is what `capture` tries to open.
   */
  enter(pass: Pass | null, capture: Promise<Capture>, wanted: Intent): Promise<void>;
  leave(): Promise<void>;
}

/** Waits before each try to come back, in milliseconds: about a minute in all, enough for a server's restart. */
export const COME_BACK_AFTER_MS: readonly number[] = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000];

/** What a change of the media link means for the session; null: nothing new. */
export function afterLink(link: Link): SessionState | "come_back" | null {
  if (link.is === "connected") return { phase: "in" };
  if (link.is === "reconnecting") return { phase: "reconnecting" };
  if (link.is !== "closed") return null;
  return link.parting === "dropped" ? "come_back" : { phase: "out", ending: { is: link.parting } };
}

export function createSession(parts: SessionParts): Session {
  return new VisitSession(parts);
}

class VisitSession implements Session {
  readonly #parts: SessionParts;
  readonly #state = createStore<SessionState>({ phase: "entering" }, samePhase);
  /** True while we connect ourselves: then a closed link is an answer to us, not news. */
  #connecting = false;
  /** What to open again after a lost connection. */
  #wanted: Intent = { microphone: false, camera: false };

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { room } = parts;
    room.intent.subscribe(() => {
      this.#wanted = room.intent.get();
    });
    room.link.subscribe(() => this.#linkChanged(room.link.get()));
  }

  readonly get = (): SessionState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  async enter(pass: Pass | null, capture: Promise<Capture>, wanted: Intent): Promise<void> {
    this.#wanted = wanted;
    const decided = pass === null ? (await this.#attempt(capture)).decided : await this.#connect(pass, capture);
    if (decided) return;
    void stopCapture(capture);
    await this.#comeBack();
  }

  async leave(): Promise<void> {
    if (!this.#isOut) this.#out({ is: "left" });
    await this.#parts.room.leave();
  }

  get #isOut(): boolean {
    return this.#state.get().phase === "out";
  }

  #out(ending: Ending): void {
    this.#state.set({ phase: "out", ending });
  }

  #linkChanged(link: Link): void {
    const next = this.#isOut ? null : afterLink(link);
    if (next === null) return;
    if (next !== "come_back") this.#state.set(next);
    else if (!this.#connecting) void this.#comeBack();
  }

  /** Connects with a pass. True when it is decided, well or badly; false when another try may help. */
  async #connect(pass: Pass, capture: Promise<Capture>): Promise<boolean> {
    this.#connecting = true;
    try {
      await this.#parts.room.enter(pass, capture, this.#parts.choice());
      return true;
    } catch {
      return this.#isOut;
    } finally {
      this.#connecting = false;
    }
  }

  /** Asks and connects once. */
  async #attempt(capture: Promise<Capture>): Promise<{ decided: boolean; code: string }> {
    const asked = await this.#parts.admit();
    if (this.#isOut || asked.is === "refused") {
      void stopCapture(capture);
      if (asked.is === "refused" && !this.#isOut) this.#out({ is: "refused", code: asked.code });
      return { decided: true, code: "" };
    }
    if (asked.is === "unanswered") return { decided: false, code: asked.code };
    return { decided: await this.#connect(asked.pass, capture), code: "unreachable" };
  }

  async #comeBack(): Promise<void> {
    this.#state.set({ phase: "reconnecting" });
    let code = "unreachable";
    for (const pause of COME_BACK_AFTER_MS) {
      await this.#parts.wait(pause);
      if (this.#isOut) return;
      const capture = this.#parts.recapture(this.#wanted);
      const tried = await this.#attempt(capture);
      if (tried.decided) return;
      code = tried.code;
      void stopCapture(capture);
    }
    this.#out({ is: "lost", code });
  }
}

/** A phase told twice is no news; an ending always is. */
function samePhase(a: SessionState, b: SessionState): boolean {
  return a.phase === b.phase && a.phase !== "out";
}

async function stopCapture(capture: Promise<Capture>): Promise<void> {
  const { microphone, camera } = await capture;
  microphone?.stop();
  camera?.stop();
}
