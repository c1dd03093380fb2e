import { useSyncExternalStore } from "react";

/** Draws again whenever a view model's value changes. The value is the model's own: it must not be built anew each time. */
export function useReadable<T>(readable: { get(): T; subscribe(listener: () => void): () => void }): T {
  return useSyncExternalStore(readable.subscribe, readable.get);
}
