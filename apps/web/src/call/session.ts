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

export function createSession({ room, admit, recapture, choice, wait }: SessionParts): Session {
  const state = createStore<SessionState>({ phase: "entering" }, (a, b) => a.phase === b.phase && a.phase !== "out");
  /** True while we connect ourselves: then a closed link is an answer to us, not news. */
  let connecting = false;
  /** What to open again after a lost connection. */
  let wanted: Intent = { microphone: false, camera: false };

  const out = (ending: Ending): void => state.set({ phase: "out", ending });
  const isOut = (): boolean => state.get().phase === "out";

  room.intent.subscribe(() => {
    wanted = room.intent.get();
  });
  room.link.subscribe(() => {
    if (isOut()) return;
    const next = afterLink(room.link.get());
    if (next === null) return;
    if (next !== "come_back") state.set(next);
    else if (!connecting) void comeBack();
  });

  /** Connects with a pass. True when it is decided, well or badly; false when another try may help. */
  const connect = async (pass: Pass, capture: Promise<Capture>): Promise<boolean> => {
    connecting = true;
    try {
      await room.enter(pass, capture, choice());
      return true;
    } catch {
      return isOut();
    } finally {
      connecting = false;
    }
  };

  /** Asks and connects once. */
  const attempt = async (capture: Promise<Capture>): Promise<{ done: boolean; code: string }> => {
    const asked = await admit();
    if (isOut()) {
      void stopCapture(capture);
      return { done: true, code: "" };
    }
    if (asked.is === "refused") {
      void stopCapture(capture);
      out({ is: "refused", code: asked.code });
      return { done: true, code: asked.code };
    }
    if (asked.is === "unanswered") return { done: false, code: asked.code };
    return { done: await connect(asked.pass, capture), code: "unreachable" };
  };

  const comeBack = async (): Promise<void> => {
    state.set({ phase: "reconnecting" });
    let code = "unreachable";
    for (const pause of COME_BACK_AFTER_MS) {
      await wait(pause);
      if (isOut()) return;
      const capture = recapture(wanted);
      const tried = await attempt(capture);
      if (tried.done) return;
      code = tried.code;
      void stopCapture(capture);
    }
    out({ is: "lost", code });
  };

  return {
    get: state.get,
    subscribe: state.subscribe,
    async enter(pass, capture, initial) {
      wanted = initial;
      const connected =
        pass === null ? await attempt(capture) : { done: await connect(pass, capture), code: "unreachable" };
      if (!connected.done) {
        void stopCapture(capture);
        await comeBack();
      }
    },
    async leave() {
      if (!isOut()) out({ is: "left" });
      await room.leave();
    },
  };
}

async function stopCapture(capture: Promise<Capture>): Promise<void> {
  const { microphone, camera } = await capture;
  microphone?.stop();
  camera?.stop();
}
