import type { Server } from "../../../api";

/** Why no code can be shown: a phone would not reach the server, or not safely. */
export type NoCode = "local_only" | "not_https";

/** The longest name a link may carry on screen; longer ones were not made by us. */
const LONGEST_NAME = 100;

/**
 * The link that a phone scans or opens (MOB-2): this server's address and name, nothing secret. The address of the API
 * is the link's own origin.
 */
export function connectLink(server: Pick<Server, "api_url" | "links_local_only" | "name">): string | NoCode {
  if (server.links_local_only) return "local_only";
  const { protocol, origin } = new URL(server.api_url);
  return protocol === "https:" ? `${origin}/connect#name=${encodeURIComponent(server.name)}` : "not_https";
}

/** What an opened link says: the server's name, if it says one that can be shown; or that it is not to be trusted. */
export type OpenedLink = { kind: "here"; name: string | undefined } | { kind: "foreign" };

const ADDRESSES = ["url", "api_url"];

/**
 * Reads the part of an opened link behind `#`. One that names another origin than it leads to is refused: it would
 * have a person type a password for this server into another.
 */
export function readConnectLink(fragment: string, origin: string): OpenedLink {
  let name: string | undefined;
  for (const [key, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    const word = key.trim().toLowerCase();
    if (ADDRESSES.includes(word) && originOf(value) !== origin) return { kind: "foreign" };
    if (word === "name") name ??= shown(value);
  }
  return { kind: "here", name };
}

/** The origin an address names; nothing when it cannot be read, which is another one than any. */
function originOf(address: string): string | undefined {
  try {
    return new URL(address).origin;
  } catch {
    return undefined;
  }
}

/** A name that can be shown as it is: not empty, not endless, nothing in it that hides or turns the writing round. */
function shown(name: string): string | undefined {
  const trimmed = name.trim();
  const legible = trimmed !== "" && [...trimmed].length <= LONGEST_NAME && !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(trimmed);
  return legible ? trimmed : undefined;
}
