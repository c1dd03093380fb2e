import { asProblem, type Captcha, Problem, type SolvedCaptcha } from "../../../api";
import type { FoundKey } from "./find-key";
import type { CaptchaPorts } from "./ports";

/** How far the work is. */
export type WorkState =
  | { is: "idle" }
  /** `share` of the longest it can take, 0 to 1: it may be done at any moment. */
  | { is: "working"; share: number }
  | { is: "done" }
  | { is: "failed"; trouble: Problem };

/** The number looked for lies below this: the longest the server lets a device search. */
const NUMBERS = 2_000;
/** What would lapse within this, in milliseconds, is not sent any more. */
const MARGIN = 5_000;

/** The way without a picture (CAP-5): a proof that the device works out, once for each sending. */
export class Work {
  readonly #ports: CaptchaPorts;
  readonly #changed: () => void;
  #state: WorkState = { is: "idle" };
  #turn = 0;
  #until = 0;
  #solved: Promise<SolvedCaptcha | undefined> = Promise.resolve(undefined);
  /** Ends what is under way; whoever waits for it gets nothing. */
  #giveUp: (() => void) | undefined;

  constructor(ports: CaptchaPorts, changed: () => void) {
    this.#ports = ports;
    this.#changed = changed;
  }

  get state(): WorkState {
    return this.#state;
  }

  /** Begins, or begins anew. */
  begin(): void {
    this.stop();
    const turn = this.#turn;
    const givenUp = new Promise<undefined>((resolve) => {
      this.#giveUp = () => resolve(undefined);
    });
    this.#put({ is: "working", share: 0 });
    this.#solved = Promise.race([givenUp, this.#solve(turn)]);
  }

  /** The proof, as soon as there is one; nothing when it was given up meanwhile, or failed, which the state tells. */
  proof(): Promise<SolvedCaptcha | undefined> {
    const lapsed = this.#state.is === "done" && this.#ports.clock() > this.#until - MARGIN;
    if (lapsed || this.#state.is === "idle" || this.#state.is === "failed") this.begin();
    return this.#solved;
  }

  /** Ends it. */
  stop(): void {
    this.#turn += 1;
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#state = { is: "idle" };
  }

  async #solve(turn: number): Promise<SolvedCaptcha | undefined> {
    try {
      const captcha = await this.#ports.ask("proof_of_work");
      if (turn !== this.#turn) return undefined;
      const key = await this.#search(captcha, turn);
      if (turn !== this.#turn) return undefined;
      this.#put({ is: "done" });
      return { id: captcha.id, altcha: payloadOf(captcha, key) };
    } catch (thrown) {
      if (turn === this.#turn) this.#put({ is: "failed", trouble: asProblem(thrown) });
      return undefined;
    }
  }

  async #search({ altcha, expires_in }: Captcha, turn: number): Promise<FoundKey> {
    const life = expires_in * 1000;
    this.#until = this.#ports.clock() + life;
    let behind = 0;
    const search = this.#ports.search(altcha.parameters, (count) => {
      behind += count;
      if (turn === this.#turn) this.#put({ is: "working", share: Math.min(1, behind / NUMBERS) });
    });
    let wake: (() => void) | undefined;
    const over = new Promise<never>((_, reject) => {
      // The server would not take it any more.
      wake = this.#ports.after(life, () => reject(new Problem({ status: 0, code: "captcha_too_slow" })));
    });
    const end = this.#giveUp;
    this.#giveUp = () => {
      search.stop();
      wake?.();
      end?.();
    };
    try {
      return await Promise.race([search.found, over]);
    } finally {
      search.stop();
      wake?.();
    }
  }

  #put(state: WorkState): void {
    this.#state = state;
    this.#changed();
  }
}

/** ALTCHA's payload: challenge and solution, as JSON in base64. */
function payloadOf({ altcha }: Captcha, solution: FoundKey): string {
  return btoa(JSON.stringify({ challenge: altcha, solution }));
}
