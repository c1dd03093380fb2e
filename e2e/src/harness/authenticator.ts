/** An authenticator app: the codes of a secret that a page showed (RFC 6238: SHA-1, six digits, half a minute). */
import { createHmac } from "node:crypto";
import { until } from "./wait.ts";

const STEP_MS = 30_000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class Authenticator {
  private readonly key: Buffer;
  private last = 0;

  /** `secret` as a person reads it: base32, in groups or not. */
  constructor(secret: string) {
    const bits = [...secret.replace(/\s/g, "")].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"));
    const octets = bits.join("").match(/.{8}/g) ?? [];
    this.key = Buffer.from(octets.map((octet) => Number.parseInt(octet, 2)));
  }

  /** A code that was not given before. One step ahead of the clock the server still accepts; beyond that it is waited for. */
  async code(): Promise<string> {
    const step = await until("the next code", () => this.next(), { timeoutMs: STEP_MS + 5_000 });
    this.last = step;
    return this.codeOf(step);
  }

  /** A code as well-formed as any, of a time long past. */
  pastCode(): string {
    const recent = [-1, 0, 1, 2].map((ahead) => this.codeOf(now() + ahead));
    let step = now() - 100;
    while (recent.includes(this.codeOf(step))) step -= 1;
    return this.codeOf(step);
  }

  private next(): number | undefined {
    const step = Math.max(now(), this.last + 1);
    return step <= now() + 1 ? step : undefined;
  }

  /** RFC 4226 §5.3. */
  codeOf(step: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const digest = createHmac("sha1", this.key).update(counter).digest();
    const offset = (digest.at(-1) ?? 0) & 0xf;
    const number = digest.readUInt32BE(offset) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}

function now(): number {
  return Math.floor(Date.now() / STEP_MS);
}
