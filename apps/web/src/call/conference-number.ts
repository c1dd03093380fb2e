/** Nine digits, the first not 0. */
const NUMBER = /^[1-9]\d{8}$/;

/** Reads a conference number as people type or paste it: spaces and dashes, or a whole link. Null when it is none. */
export function readNumber(typed: string): string | null {
  const trimmed = typed.trim();
  const fromLink = /\/c\/(\d{9})(?:[/?#]|$)/u.exec(trimmed)?.[1];
  const digits = fromLink ?? trimmed.replace(/[\s\u00a0\u202f-]+/gu, "");
  return NUMBER.test(digits) ? digits : null;
}

/** Writes a number in threes with no-break spaces, as it is read aloud: `482 913 507`. */
export function writeNumber(number: string): string {
  return number.replace(/(\d{3})(?=\d)/gu, "$1\u00a0");
}
