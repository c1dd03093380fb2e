import type { SessionPorts } from "../../features/session";
import { EVENT_TYPES } from "../../features/session";

/** The browser's own event source, locks, channels and timers. */
export function browserSessionPorts(): SessionPorts {
  return {
    connect: ({ event, failed }) => {
      const source = new EventSource("/api/v1/events");
      for (const type of EVENT_TYPES) {
        source.addEventListener(type, (message: MessageEvent<string>) => event(type, message.data));
      }
      source.addEventListener("error", failed);
      return source;
    },
    elect: (lock, signal, lead) => {
      // Without locks (an old or insecure page) each tab keeps a line of its own.
      if (!navigator.locks) return lead();
      const untilOver = () =>
        new Promise<void>((over) => {
          lead();
          signal.addEventListener("abort", () => over());
        });
      navigator.locks.request(lock, { signal }, untilOver).catch(() => {
        // Aborted before the lock came: the session is over for this tab.
      });
    },
    channel: (name, hears) => {
      const channel = new BroadcastChannel(name);
      channel.addEventListener("message", (message) => hears(message.data));
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  };
}
