import { asProblem, type OfferLink, type Problem, type SignInStep } from "../../../api";

/** What connecting an account needs: the attempt's call, and a timer. */
export interface OfferPorts {
  /** The step the attempt stands at, and how long it lasts by the server's clock, in milliseconds. */
  ask: () => Promise<{ step: SignInStep; left: number }>;
  /** Runs later; gives how to stop it. */
  after: (milliseconds: number, run: () => void) => () => void;
}

/** What the page shows. */
export type OfferState =
  | { is: "opening"; trouble: Problem | undefined }
  /** `over`: why the next sign-in connects nothing any more; nothing while it does. */
  | { is: "offered"; link: OfferLink["link"]; over: Problem | "late" | undefined }
  /** There is no such offer here. */
  | { is: "gone" };

/** This computer's clock may be off: when the time is up by it, the server is asked, no more often than this. */
const LEAST_LEFT = 1_000;

/** Refusals after which the identity is not tied to this account, whatever is typed. */
const UNTIED: ReadonlySet<string> = new Set(["identity_taken", "provider_linked"]);

/** An identity that may be connected with an account, as long as the offer stands (SIGN-3). */
export class Offer {
  readonly #ports: OfferPorts;
  readonly #listeners = new Set<() => void>();
  #state: OfferState = { is: "opening", trouble: undefined };
  #running = false;
  #end: (() => void) | undefined;

  constructor(ports: OfferPorts, first?: OfferLink) {
    this.#ports = ports;
    if (first) this.#state = { is: "offered", link: first.link, over: undefined };
  }

  readonly get = (): OfferState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The page stands: how long the offer lasts is asked at once, what it is only after a reload. */
  start(): void {
    this.#running = true;
    void this.ask();
  }

  /** The page is left. */
  stop(): void {
    this.#running = false;
    this.#end?.();
  }

  /** Asks the server where the offer stands. */
  async ask(): Promise<void> {
    try {
      const { step, left } = await this.#ports.ask();
      if (step.next === "link") this.#stands(step, left);
      else this.#put({ is: "gone" });
    } catch (thrown) {
      this.#failed(asProblem(thrown));
    }
  }

  /** Takes a refusal that means that nothing is connected any more; the form stays, as a sign-in like any other. */
  refused(problem: Problem): boolean {
    if (this.#state.is !== "offered" || this.#state.over !== undefined) return false;
    if (problem.code === "attempt_over") this.#over("late");
    else if (UNTIED.has(problem.code)) this.#over(problem);
    else return false;
    return true;
  }

  #stands({ link }: OfferLink, left: number): void {
    if (this.#state.is === "offered" && this.#state.over !== undefined) return;
    this.#put({ is: "offered", link, over: undefined });
    this.#askAfter(Math.max(left, LEAST_LEFT));
  }

  #failed(problem: Problem): void {
    const late = problem.code === "attempt_over";
    if (this.#state.is === "offered") {
      if (late) this.#over("late");
      // A silent server is told when the form is sent; the offer ends without it, too.
      else this.#askAfter(10 * LEAST_LEFT);
    } else this.#put(late ? { is: "gone" } : { is: "opening", trouble: problem });
  }

  #askAfter(milliseconds: number): void {
    this.#end?.();
    if (this.#running) this.#end = this.#ports.after(milliseconds, () => void this.ask());
  }

  #over(over: Problem | "late"): void {
    this.#end?.();
    if (this.#state.is === "offered" && this.#state.over === undefined) this.#put({ ...this.#state, over });
  }

  #put(state: OfferState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
