/** Languages this client speaks, each named in itself. One more is one more folder under `locales/`. */
export const LANGUAGES = { en: "English", ru: "Русский" } as const;

export type Language = keyof typeof LANGUAGES;

const KEY = "vestibule.language";

/** Reads a language tag ("ru-RU", "EN") as one of ours. */
export function asLanguage(tag: string | null | undefined): Language | undefined {
  const base = tag?.toLowerCase().split(/[-_]/)[0];
  return base !== undefined && Object.hasOwn(LANGUAGES, base) ? (base as Language) : undefined;
}

/** The language to start in: the link's `lang` (CNF-9), the chosen one, the browser's, English. */
export function firstLanguage(search: string, chosen: string | null, browser: readonly string[]): Language {
  return (
    asLanguage(new URLSearchParams(search).get("lang")) ??
    asLanguage(chosen) ??
    browser.map(asLanguage).find((language) => language !== undefined) ??
    "en"
  );
}

/** The language chosen on this device, if one was. */
export function chosenLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Remembers the choice on this device. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage refused (private window): the choice holds until the page closes.
  }
}
