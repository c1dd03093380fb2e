import { asProblem, type Problem } from "../../../api";

/** What stands in the dialog: the question, or the field for the password that the act turned out to need. */
export interface ProvenActState {
  step: "ask" | "prove";
  busy: boolean;
  password: string;
  /** Why the last try did not do. */
  problem: Problem | undefined;
}

/**
 * Something that may need a fresh proof of who one is (`proof_required`): asks for it once, in place, and then goes on
 * with what was asked. What was typed stays after every refusal but a wrong password.
 */
export class ProvenAct {
  readonly #act: () => Promise<void>;
  readonly #prove: (password: string) => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #state: ProvenActState = { step: "ask", busy: false, password: "", problem: undefined };

  /** Begins at `step`: with the question, or with the proof where it is known to be needed. */
  constructor(
    act: () => Promise<void>,
    prove: (password: string) => Promise<void>,
    step: ProvenActState["step"] = "ask",
  ) {
    this.#act = act;
    this.#prove = prove;
    this.#state = { ...this.#state, step };
  }

  readonly get = (): ProvenActState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  type(password: string): void {
    this.#put({ password, problem: undefined });
  }

  /** Acts, after a proof where one is being asked for; whether it is done. */
  async go(): Promise<boolean> {
    const { busy, step, password } = this.#state;
    if (busy) return false;
    this.#put({ busy: true, problem: undefined });
    try {
      if (step === "prove") await this.#prove(password);
      await this.#act();
      return true;
    } catch (thrown) {
      this.#refused(asProblem(thrown));
      return false;
    } finally {
      this.#put({ busy: false });
    }
  }

  #refused(problem: Problem): void {
    // Asked for once: a server that still wants a proof after one was given is a fault to tell, not a circle to run in.
    const asksNow = problem.code === "proof_required" && this.#state.step === "ask";
    if (asksNow) this.#put({ step: "prove" });
    else this.#put({ problem, ...(problem.code === "wrong_current_password" && { password: "" }) });
  }

  #put(part: Partial<ProvenActState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
