/**
 * What went wrong with a call, in the API's own words (RFC 9457 problem details).
 * `code` is stable and is the key of the message a person reads (`errors.<code>`).
 */
export class Problem extends Error {
  override readonly name = "Problem";
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** Stable snake_case name of the problem, `unreachable` when no answer came. */
  readonly code: string;
  /** The field of the request that is wrong, when it is one field. */
  readonly field: string | undefined;
  /** Why, when the code alone does not say it: the way a session ended, for example. */
  readonly reason: string | undefined;
  /** Seconds to wait before another try. */
  readonly retryAfter: number | undefined;

  constructor(facts: {
    status: number;
    code: string;
    detail?: string;
    field?: string;
    reason?: string;
    retryAfter?: number;
  }) {
    super(facts.detail ?? facts.code);
    this.status = facts.status;
    this.code = facts.code;
    this.field = facts.field;
    this.reason = facts.reason;
    this.retryAfter = facts.retryAfter;
  }

  /** Reads a problem+json body; anything else becomes a problem named after the status. */
  static fromBody(status: number, body: unknown): Problem {
    const facts = isRecord(body) ? body : {};
    return new Problem({
      status,
      code: text(facts.code) ?? (status >= 500 ? "internal" : "unexpected_answer"),
      ...some("detail", text(facts.detail)),
      ...some("field", text(facts.field)),
      ...some("reason", text(facts.reason)),
      ...some("retryAfter", typeof facts.retry_after === "number" ? facts.retry_after : undefined),
    });
  }

  /** No answer: the network is down, the server is stopped, or the call was cut off. */
  static unreachable(): Problem {
    return new Problem({ status: 0, code: "unreachable" });
  }
}

/** The problem behind anything that was thrown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  // fetch reports a failed connection as TypeError: there is no better sign of it.
  if (thrown instanceof TypeError) return Problem.unreachable();
  return new Problem({ status: 0, code: "unexpected", detail: String(thrown) });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
