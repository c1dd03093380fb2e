/** The longest display name (product rule: 1–100 characters). */
export const LONGEST_NAME = 100;

/** What a link may set before joining (CNF-9). Undefined: the link says nothing, or something unusable. */
export interface LinkParameters {
  readonly name?: string;
  readonly microphone?: boolean;
  readonly camera?: boolean;
  readonly language?: string;
}

/** The names in the query, so that exactly these are taken out of the address bar. */
export const LINK_PARAMETERS = ["name", "mic", "cam", "lang"] as const;

/** Control characters, and those that turn text round and so let a name pretend to be another. */
const FORBIDDEN_IN_NAMES = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Reads a link's parameters. Each stands alone: an unusable one is dropped, the others hold. `mic` and `cam` are
 * `on` or `off`; `lang` is one of `languages`; `name` follows the rule for display names.
 */
export function readLink(query: URLSearchParams, languages: readonly string[]): LinkParameters {
  const name = query.get("name")?.trim() ?? "";
  const microphone = onOff(query.get("mic"));
  const camera = onOff(query.get("cam"));
  const language = query.get("lang")?.toLowerCase();
  return {
    ...(isUsableName(name) && { name }),
    ...(microphone !== undefined && { microphone }),
    ...(camera !== undefined && { camera }),
    ...(language !== undefined && languages.includes(language) && { language }),
  };
}

/** Whether the server would take this as a display name; the server decides in the end. */
export function isUsableName(name: string): boolean {
  const trimmed = name.trim();
  const length = [...trimmed].length;
  return length > 0 && length <= LONGEST_NAME && !FORBIDDEN_IN_NAMES.test(trimmed) && /[^\p{Cf}\p{Z}]/u.test(trimmed);
}

/** The same address without the link's parameters; other parts of it stay. */
export function withoutLink(address: URL): URL {
  const clean = new URL(address);
  for (const name of LINK_PARAMETERS) clean.searchParams.delete(name);
  return clean;
}

function onOff(value: string | null): boolean | undefined {
  if (value === "on") return true;
  if (value === "off") return false;
  return undefined;
}
