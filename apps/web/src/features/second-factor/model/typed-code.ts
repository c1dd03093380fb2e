import type { FactorWay } from "../../../api";

/** Why what was typed needs no question to the server: nothing, or digits that are not as many as an app shows. */
export type TypedWrong = "missing" | "length";

const DIGITS = 6;

/**
 * What is plainly wrong with a typed code, so that no try is spent on it. Spaces and dashes are how apps and papers
 * group a code; whatever else is typed in the app's field (a recovery code, say) is the server's to judge.
 */
export function wrongWith(way: FactorWay, typed: string): TypedWrong | undefined {
  const code = typed.replace(/[\s-]/g, "");
  if (code === "") return "missing";
  return way === "totp" && /^\d*$/.test(code) && code.length !== DIGITS ? "length" : undefined;
}
