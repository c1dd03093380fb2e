import type { Entrance } from "../api/return";

/** The direct way: from a conference's own page only `ws` accounts come in (CNF-2). */
export function entranceTo(to: string): Entrance {
  return to.startsWith("/c/") ? "conference" : "home";
}
