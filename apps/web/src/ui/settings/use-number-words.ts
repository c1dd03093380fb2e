import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/format";
import { readWhole } from "./whole-number";

/** From where to where a number may go. */
export interface NumberRange {
  least: number;
  most: number;
}

/** Says what is wrong with a typed number, and what to enter; nothing when it is right. `range` in words, where it has exceptions. */
export function useNumberWords(): (typed: string, range: NumberRange, words?: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (typed, { least, most }, words) => {
    const read = readWhole(typed, least, most);
    if (!("wrong" in read)) return "";
    const range = words ?? t("number.range", { least: format.number(least), most: format.number(most) });
    if (read.wrong === "unreadable") return t("number.unreadable", { range });
    return t(`number.${read.wrong}`, { range, typed: format.number(read.value) });
  };
}
