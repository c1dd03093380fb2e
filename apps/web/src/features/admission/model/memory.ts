import { type ConferenceMemory, recall, remember, tabStorage } from "../../../call";

/** What this tab remembers of a conference; it dies with the tab. */
export function memoryOf(number: string): ConferenceMemory {
  return recall(tabStorage(), number);
}

/** Keeps part of it. */
export function rememberIn(number: string, part: Partial<ConferenceMemory>): void {
  remember(tabStorage(), number, part);
}

/** Keeps a guest's name. Another name is another guest: the admission of the former one is not theirs. */
export function rememberName(number: string, name: string): void {
  if (memoryOf(number).name.trim() !== name.trim()) rememberIn(number, { name, admission: null });
}

/** The admission is of no use any more: its guest was removed. */
export function forgetAdmission(number: string): void {
  rememberIn(number, { admission: null });
}
