import type { TFunction } from "i18next";
import type { Format } from "../../../i18n";
import { DETAILS, isOneOf } from "./codes";

/** What telling an entry needs: the words of the log and of letters, and the language's numbers. */
export interface Words {
  t: TFunction<["audit-log", "outbox"]>;
  format: Pick<Format, "number">;
}

/** A detail that no sentence holds. */
export interface Detail {
  name: string;
  value: string;
}

/** A detail under its name, in words where there are some. */
export function asIs(name: string, value: unknown, words: Words): Detail {
  return { name: isOneOf(DETAILS, name) ? words.t(`detail.${name}`) : name, value: shown(value, words) };
}

/** A value as it is. */
export function shown(value: unknown, { t, format }: Words): string {
  if (value === null || value === undefined) return t("none");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return format.number(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface TraceStep {
  rule: string;
  met: boolean;
}

/** Whether a detail is the trace of a decision about admission (CNF-12). */
export function isTrace(value: unknown): value is TraceStep[] {
  return (
    Array.isArray(value) && value.every((step) => typeof step?.rule === "string" && typeof step?.met === "boolean")
  );
}
