/** One thread of the work: told once what to look for, says what it tried and what it found. */
import type { AltchaParameters } from "../../../api";
import { type FoundKey, findKey, type Share } from "../model/find-key";

/** What a thread is told. */
export interface Order {
  parameters: AltchaParameters;
  share: Share;
}

/** What it says. */
export type Word = { tried: number } | { found: FoundKey } | { failed: string };

const say = (word: Word) => postMessage(word);

addEventListener("message", async ({ data: { parameters, share } }: MessageEvent<Order>) => {
  try {
    say({ found: await findKey(parameters, share, (tried) => say({ tried })) });
  } catch (thrown) {
    say({ failed: String(thrown) });
  }
});
