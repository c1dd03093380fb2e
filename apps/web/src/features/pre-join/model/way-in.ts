import type { ConferenceCard } from "../../../api";

/** How the person at the door can enter, or why not and what to do. */
export type WayIn =
  /** A stranger, with a name. */
  | { readonly is: "guest" }
  /** Recognised and on the list. */
  | { readonly is: "member"; readonly name: string }
  /** Recognised, not on the list: the rule for guests under the account's name (CNF-4). */
  | { readonly is: "guest_by_account"; readonly name: string }
  /** Could come in, but not through a restricted session (SES-5): told how to lift that (CNF-4). */
  | { readonly is: "restricted"; readonly name: string }
  /** Only people on the list come in, after logging in. */
  | { readonly is: "log_in"; readonly because: "closed" | "no_guests" }
  /** Recognised, but neither on the list nor allowed as a guest. */
  | { readonly is: "not_on_list"; readonly name: string; readonly because: "closed" | "no_guests" };

/**
 * Reads the way in off the card; `locked`: this session may enter no conference now. The server decides again when one
 * asks to enter.
 */
export function wayIn(
  card: Pick<ConferenceCard, "access" | "guests" | "member" | "ways" | "recognised">,
  locked: boolean,
): WayIn {
  const because = card.access === "closed" ? "closed" : "no_guests";
  const asGuest = card.ways.includes("guest");
  const name = card.recognised?.name;
  if (name === undefined) return asGuest ? { is: "guest" } : { is: "log_in", because };
  // A restricted session is given no way at all: what would be its way is read off the conference.
  const once = card.member || (card.access === "open" && card.guests);
  if (locked && once) return { is: "restricted", name };
  if (card.member) return { is: "member", name };
  return asGuest ? { is: "guest_by_account", name } : { is: "not_on_list", name, because };
}
