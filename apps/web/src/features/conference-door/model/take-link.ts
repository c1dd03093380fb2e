import i18next from "i18next";
import { readLink, withoutLink } from "../../../call";
import { LANGUAGES, rememberLanguage } from "../../../i18n/languages";
import { memoryOf, rememberIn, rememberName } from "../../admission";

/**
 * Takes a link's parameters (CNF-9) into this tab's memory. Answers the address without them when there were any: it
 * replaces the one in the address bar before anything is drawn.
 */
export function takeLink(number: string, address: URL): string | null {
  const clean = withoutLink(address);
  if (clean.search === address.search) return null;
  const { name, microphone, camera, language } = readLink(address.searchParams, Object.keys(LANGUAGES));
  // A tab that is in the room keeps its guest and its devices as they are.
  if (!memoryOf(number).inRoom) {
    if (name !== undefined) rememberName(number, name);
    rememberIn(number, { ...(microphone !== undefined && { microphone }), ...(camera !== undefined && { camera }) });
  }
  if (language !== undefined) {
    rememberLanguage(language as keyof typeof LANGUAGES);
    void i18next.changeLanguage(language);
  }
  return clean.pathname + clean.search + clean.hash;
}
