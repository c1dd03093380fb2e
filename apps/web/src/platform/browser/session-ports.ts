import type { SessionPorts } from "../../features/session";
import { EVENT_TYPES } from "../../features/session";
import { openEvents } from "./event-source";

/** The browser's own event source, locks, channels and timers. */
export function browserSessionPorts(): SessionPorts {
  return {
    connect: (hears) => openEvents("/api/v1/events", EVENT_TYPES, hears),
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
