import type { AltchaParameters } from "../../../api";

/** The number that was looked for, and its key. */
export interface FoundKey {
  counter: number;
  derivedKey: string;
}

/** Which numbers one thread tries: `from`, and every `step`th after it. */
export interface Share {
  from: number;
  step: number;
}

/** What this client derives keys by. */
const ALGORITHM = "PBKDF2/SHA-256";
/** The number follows the nonce as four bytes, the highest first. */
const NUMBER_BYTES = 4;
const NUMBERS = 2 ** (8 * NUMBER_BYTES);
/** How often the count of what was tried is told. */
const TELL_EVERY = 16;

/**
 * ALTCHA's second protocol: tries numbers until the key derived from one begins as the challenge says (CAP-5). The browser
 * derives it by itself, so no code of ours is in the way. `tried` hears how many numbers were tried since it last did.
 */
export async function findKey(
  { algorithm, nonce, salt, cost, keyLength, keyPrefix }: AltchaParameters,
  { from, step }: Share,
  tried: (count: number) => void,
): Promise<FoundKey> {
  if (algorithm !== ALGORITHM) throw new Error(`no such work is known here: ${algorithm}`);
  const start = bytesOf(nonce);
  const secret = new Uint8Array(start.length + NUMBER_BYTES);
  secret.set(start);
  const number = new DataView(secret.buffer, start.length);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  let untold = 0;
  for (let counter = from; counter < NUMBERS; counter += step) {
    number.setUint32(0, counter);
    const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexOf(await crypto.subtle.deriveBits(derivation, base, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
    untold += 1;
    if (untold < TELL_EVERY) continue;
    tried(untold);
    untold = 0;
  }
  throw new Error("no number has this key");
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
