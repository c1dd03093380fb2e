/** A conference's number: nine digits, never starting with 0. */
const NUMBER = /^[1-9]\d{8}$/;

/**
 * Reads what a person typed or pasted as a conference's number: with spaces, dashes, or as the whole link of an
 * invitation. Undefined when it is none.
 */
export function readConferenceNumber(typed: string): string | undefined {
  const linked = typed.match(/\/c\/(\d+)/)?.[1];
  const digits = linked ?? typed.replace(/[\s\u00a0-]/g, "");
  return NUMBER.test(digits) ? digits : undefined;
}

/** A number as people read it aloud: "482 913 507". */
export function showConferenceNumber(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, "$1\u00a0");
}
