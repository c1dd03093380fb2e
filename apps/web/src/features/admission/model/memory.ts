import { type ConferenceMemory, recall, remember, tabStorage } from "../../../call";

/** What this tab remembers of a conference; it dies with the tab. */
export function memoryOf(number: string): ConferenceMemory {
  return recall(tabStorage(), number);
}

/** Keeps part of it. */
export function rememberIn(number: string, part: Partial<ConferenceMemory>): void {
  remember(tabStorage(), number, part);
}

/** The admission is of no use any more: removed, or too old. */
export function forgetAdmission(number: string): void {
  rememberIn(number, { admission: null });
}
