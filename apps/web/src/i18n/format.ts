import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Dates, times and numbers in the person's language. Moments are milliseconds since 1970 (UTC), as the API gives them. */
export interface Format {
  /** "09:58" */
  time: (at: number) => string;
  /** "today, 11:48", "yesterday, 18:05", "tomorrow, 09:19", "17 Nov, 16:20", with the year when it is another. */
  moment: (at: number, now: number) => string;
  /** "22 November 2026 at 09:58:07 UTC": to the second, with the zone it is told in. */
  exact: (at: number) => string;
  /** "18 Dec", with the year when it is another. */
  day: (at: number, now: number) => string;
  /** "2 min. ago"; for less than an hour. */
  minutesAgo: (at: number, now: number) => string;
  /** "1,284" */
  number: (value: number) => string;
  /** "12 hours", "1 day, 6 hours", "45 minutes": a length of time given in minutes. */
  span: (minutes: number) => string;
  /** "Thu": the weekday of a calendar day ("2026-11-19"). */
  weekday: (day: string) => string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** English dates are written "17 Nov": day first, as most of the world reads them. */
const REGIONS: Record<string, string> = { en: "en-GB" };

/** The formats of a language; `timeZone` is the person's own unless a test names one. */
export function formatsOf(languageCode: string, timeZone?: string): Format {
  const language = REGIONS[languageCode] ?? languageCode;
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...zone });
  const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", ...zone });
  const dayKey = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...zone });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const relativeDay = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long", hourCycle: "h23", ...zone });
  const number = new Intl.NumberFormat(language);

  const date = (at: number, now: number): string =>
    dayKey.format(at).slice(0, 4) === dayKey.format(now).slice(0, 4) ? day.format(at) : dayOfYear.format(at);
  const dayWord = (at: number, now: number): string => {
    if (dayKey.format(at) === dayKey.format(now)) return relativeDay.format(0, "day");
    if (dayKey.format(at) === dayKey.format(now - DAY)) return relativeDay.format(-1, "day");
    if (dayKey.format(at) === dayKey.format(now + DAY)) return relativeDay.format(1, "day");
    return date(at, now);
  };
  return {
    day: date,
    time: (at) => time.format(at),
    moment: (at, now) => `${dayWord(at, now)}, ${time.format(at)}`,
    exact: (at) => exact.format(at),
    minutesAgo: (at, now) => relative.format(-Math.max(1, Math.round((now - at) / MINUTE)), "minute"),
    number: (value) => number.format(value),
    span: (minutes) => spanOf(minutes, language),
    // A calendar day has no zone: read in UTC it stays the day it names.
    weekday: (date) =>
      new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(Date.parse(date)),
  };
}

function spanOf(minutes: number, language: string): string {
  const parts = [
    { unit: "day", value: Math.floor(minutes / 1440) },
    { unit: "hour", value: Math.floor((minutes % 1440) / 60) },
    { unit: "minute", value: minutes % 60 },
  ].filter(({ value }) => value > 0);
  const words = parts.map(({ unit, value }) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value),
  );
  return new Intl.ListFormat(language, { type: "unit", style: "long" }).format(words);
}

/** The formats of the language now. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatsOf(i18n.language), [i18n.language]);
}
