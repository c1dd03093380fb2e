import { asProblem, type Me, type Problem, type SessionChoice } from "../../../api";
import { KeptLine, type LinePorts, type SignInOutcome } from "../../session";
import type { Choosing } from "../api/attempt";

/** Where the sign-in stands, and how long it may still wait, in milliseconds. */
export interface Standing {
  outcome: SignInOutcome;
  left: number;
}

/** What the waiting window needs: the attempt's calls and its events, timers, and a clock that never jumps. */
export interface WaitingPorts extends LinePorts {
  ask: () => Promise<Standing>;
  goOn: (choosing: Choosing) => Promise<Standing>;
  cancel: () => Promise<void>;
  clock: () => number;
}

/** What the window shows. */
export type WaitingState =
  | { is: "opening"; trouble: Problem | undefined }
  /** `until` is on the ports' clock; `trouble` is what hinders the wait just now. */
  | { is: "waiting"; choice: SessionChoice; until: number; trouble: Problem | undefined }
  /** Nobody may go on with this attempt: its time was up, it was used, or the person gave up. */
  | { is: "over"; cancelled: boolean }
  /** A place was given, or the person goes on without one: `knowingly` restricted. */
  | { is: "done"; me: Me; knowingly: boolean }
  /** Another step comes first: the second factor is not proven yet. */
  | { is: "elsewhere" };

const OVER: WaitingState = { is: "over", cancelled: false };

/** A failed question is asked again after this, in milliseconds. */
const ASK_AGAIN = 5_000;
/** After the time is up the server says so itself; if it is silent it is asked, no more often than this. */
const LEAST_LEFT = 1_000;

/** A sign-in that waits for a place (SES-4): hears when one is free and goes on by itself. */
export class Waiting {
  readonly #ports: WaitingPorts;
  readonly #listeners = new Set<() => void>();
  #state: WaitingState = { is: "opening", trouble: undefined };
  #line: KeptLine | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #goingOn = false;
  #again: (() => void) | undefined;
  #end: (() => void) | undefined;
  #knowingly = false;

  constructor(ports: WaitingPorts, first?: Standing) {
    this.#ports = ports;
    if (first) this.#stand(first);
  }

  readonly get = (): WaitingState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the window: from here on it is open for the server too. */
  start(): void {
    if (this.#line || !this.#open()) return;
    this.#line = new KeptLine(this.#ports, {
      event: (type) => this.#heard(type),
      // The end of the attempt may be the reason, and only the server knows.
      broken: () => void this.#take(() => this.#ports.ask()),
    });
    if (this.#state.is === "opening") void this.#take(() => this.#ports.ask());
    else this.#awaitTheEnd();
  }

  /** The window is closed; the attempt itself lasts a minute more, so a reload finds it. */
  stop(): void {
    this.#line?.close();
    this.#line = undefined;
    this.#again?.();
    this.#end?.();
  }

  /** How long the wait may still last, in milliseconds. */
  left(): number {
    return this.#state.is === "waiting" ? Math.max(0, this.#state.until - this.#ports.clock()) : 0;
  }

  /** Ends another session and goes on when that frees a place; gives back what went wrong. */
  async end(session: string): Promise<Problem | undefined> {
    const problem = await this.#take(() => this.#ports.goOn({ end: session }));
    if (problem?.code !== "session_not_found") return problem;
    // It ended meanwhile, by itself or from elsewhere: what was wanted is so.
    return this.#take(() => this.#ports.goOn({}));
  }

  /** Goes on without a place. */
  async continueRestricted(): Promise<Problem | undefined> {
    this.#knowingly = true;
    const problem = await this.#take(() => this.#ports.goOn({ restricted: true }));
    if (problem) this.#knowingly = false;
    return problem;
  }

  /** Gives up. A server that does not hear it forgets the attempt a minute later. */
  async cancel(): Promise<void> {
    this.#finish({ is: "over", cancelled: true });
    await this.#ports.cancel().catch(() => undefined);
  }

  #heard(type: string): void {
    if (type === "hello") {
      this.#line?.stands();
      // A place may have been given before this line stood.
      this.#goOn();
    }
    if (type === "sign_in_changed") this.#goOn();
    // It may be over because a question of ours that is on its way was answered with a place.
    if (type === "attempt_over") void this.#turn.then(() => this.#finish(OVER));
    if (type === "server_stopping") this.#line?.renew();
  }

  /** Takes a place if there is one; several words of the server are one question. */
  #goOn(): void {
    if (this.#goingOn) return;
    this.#goingOn = true;
    void this.#take(() => {
      this.#goingOn = false;
      return this.#ports.goOn({});
    }).then((problem) => {
      this.#goingOn = false;
      if (!problem) return;
      this.#hindered(problem);
      this.#later();
    });
  }

  #later(): void {
    this.#again?.();
    if (this.#line) this.#again = this.#ports.after(ASK_AGAIN, () => this.#goOn());
  }

  /** One question at a time, so that no late answer undoes a newer one. */
  #take(ask: () => Promise<Standing>): Promise<Problem | undefined> {
    const taken = this.#turn.then(async () => {
      if (!this.#open()) return undefined;
      try {
        this.#stand(await ask());
        return undefined;
      } catch (thrown) {
        return this.#failed(asProblem(thrown));
      }
    });
    this.#turn = taken;
    return taken;
  }

  #stand({ outcome, left }: Standing): void {
    if (!this.#open()) return;
    if (outcome.next === "done") {
      this.#finish({ is: "done", me: outcome.me, knowingly: this.#knowingly });
      return;
    }
    if (outcome.next === "second_factor") {
      this.#finish({ is: "elsewhere" });
      return;
    }
    this.#put({ is: "waiting", choice: outcome.choice, until: this.#ports.clock() + left, trouble: undefined });
    this.#awaitTheEnd();
  }

  #awaitTheEnd(): void {
    this.#end?.();
    if (!this.#line) return;
    const ask = () => void this.#take(() => this.#ports.ask());
    this.#end = this.#ports.after(Math.max(this.left(), LEAST_LEFT), ask);
  }

  #failed(problem: Problem): Problem | undefined {
    if (problem.code === "attempt_over") {
      this.#finish(OVER);
      return undefined;
    }
    // A refusal of one choice is told where it was made; a silent server hinders the wait itself.
    if (problem.status === 0 || problem.status >= 500) this.#hindered(problem);
    return problem;
  }

  #hindered(trouble: Problem): void {
    if (this.#state.is === "waiting" || this.#state.is === "opening") this.#put({ ...this.#state, trouble });
  }

  #finish(state: WaitingState): void {
    if (!this.#open()) return;
    this.stop();
    this.#put(state);
  }

  #open(): boolean {
    return this.#state.is === "opening" || this.#state.is === "waiting";
  }

  #put(state: WaitingState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
