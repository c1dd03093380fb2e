import i18next, { type BackendModule } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { asLanguage, chosenLanguage, firstLanguage, type Language, rememberLanguage } from "./languages";

export { type Format, useFormat } from "./format";
export { LANGUAGES, type Language } from "./languages";
export { useProblemText } from "./problem-text";

/** Every locale file is a chunk of its own: a page loads its language and its words only. */
const FILES = import.meta.glob<{ default: Record<string, unknown> }>("./locales/*/*.json");

const files: BackendModule = {
  type: "backend",
  init() {},
  async read(language, namespace) {
    const file = FILES[`./locales/${language}/${namespace}.json`];
    if (!file) throw new Error(`no words for ${namespace} in ${language}`);
    return (await file()).default;
  },
};

let started: Promise<unknown> = Promise.resolve();

/** Loads the first language's common words; the page is drawn after it. */
export async function startI18n(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  started = i18next
    .use(files)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(location.search, chosenLanguage(), navigator.languages),
      supportedLngs: ["en", "ru"],
      fallbackLng: false,
      load: "languageOnly",
      ns: ["common", "errors"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  await started;
}

/** Fetches the words of a page before it is drawn. For a route's loader. */
export async function loadWords(...namespaces: string[]): Promise<void> {
  await started;
  await i18next.loadNamespaces(namespaces);
}

/** The language now, and how to choose another. */
export function useLanguage(): { language: Language; choose: (language: Language) => void } {
  const { i18n } = useTranslation();
  return {
    language: asLanguage(i18n.language) ?? "en",
    choose: (language) => {
      rememberLanguage(language);
      void i18n.changeLanguage(language);
    },
  };
}
