import type { AltchaParameters } from "../../../api";
import type { FoundKey } from "../model/find-key";
import type { Search } from "../model/ports";
import type { Order, Word } from "./search.worker";

/** More threads would leave the page none to be drawn by. */
const MOST_THREADS = 4;

/** Looks for the key in threads of their own, which share the numbers; the page stays quick meanwhile. */
export function searchInThreads(parameters: AltchaParameters, tried: (count: number) => void): Search {
  const step = Math.min(Math.max(navigator.hardwareConcurrency || 1, 1), MOST_THREADS);
  const threads = Array.from({ length: step }, startThread);
  const found = new Promise<FoundKey>((resolve, reject) => {
    for (const [from, thread] of threads.entries()) {
      thread.onmessage = ({ data }: MessageEvent<Word>) => {
        if ("tried" in data) tried(data.tried);
        else if ("found" in data) resolve(data.found);
        else reject(new Error(data.failed));
      };
      thread.onerror = () => reject(new Error("a thread did not start"));
      thread.postMessage({ parameters, share: { from, step } } satisfies Order);
    }
  });
  return {
    found,
    stop: () => {
      for (const thread of threads) thread.terminate();
    },
  };
}

function startThread(): Worker {
  return new Worker(new URL("./search.worker.ts", import.meta.url), { type: "module" });
}
