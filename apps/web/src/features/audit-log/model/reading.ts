/** An entry's details while they are told: what is put into words is taken out, the rest is shown as it is. */
export class Reading {
  readonly #left: Map<string, unknown>;

  constructor(details: unknown) {
    this.#left = new Map(isRecord(details) ? Object.entries(details) : []);
  }

  text(name: string): string | undefined {
    return this.take(name, (value) => typeof value === "string");
  }

  whole(name: string): number | undefined {
    return this.take(name, (value) => typeof value === "number");
  }

  flag(name: string): boolean | undefined {
    return this.take(name, (value) => typeof value === "boolean");
  }

  nothing(name: string): boolean {
    return this.take(name, (value) => value === null) === null;
  }

  record(name: string): Record<string, unknown> | undefined {
    return this.take(name, isRecord);
  }

  /** One of the words this client knows; another one stays. */
  word<W extends string>(name: string, known: readonly W[]): W | undefined {
    return this.take(name, (value): value is W => known.some((word) => word === value));
  }

  /** The detail, if it is what is expected; else it stays. */
  take<T>(name: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.#left.get(name);
    if (!this.#left.has(name) || !is(value)) return undefined;
    this.#left.delete(name);
    return value;
  }

  /** The detail, whatever it is. */
  any(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** What nobody has taken, in the server's order. */
  get rest(): [string, unknown][] {
    return [...this.#left];
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
