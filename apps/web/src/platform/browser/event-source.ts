import type { StreamListener } from "../../features/session";

/** Opens the browser's own event source at `path` and passes on the events of these names. */
export function openEvents(path: string, types: readonly string[], { event, failed }: StreamListener) {
  const source = new EventSource(path);
  for (const type of types) {
    source.addEventListener(type, (message: MessageEvent<string>) => event(type, message.data));
  }
  source.addEventListener("error", failed);
  return source;
}
