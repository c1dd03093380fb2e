import { useQuery } from "@tanstack/react-query";
import { LANGUAGES, type Language, useLanguage } from "../../i18n";
import { serverQuery } from "./server-query";

/** A language to choose, named in itself. */
export interface OfferedLanguage {
  value: Language;
  label: string;
  lang: string;
}

/** The languages the administrator offers, and the one being read now even where it is not among them. */
export function useOfferedLanguages(): readonly OfferedLanguage[] {
  const { data } = useQuery(serverQuery);
  const { language } = useLanguage();
  return (Object.keys(LANGUAGES) as Language[])
    .filter((value) => value === language || (data?.languages.includes(value) ?? true))
    .map((value) => ({ value, label: LANGUAGES[value], lang: value }));
}
