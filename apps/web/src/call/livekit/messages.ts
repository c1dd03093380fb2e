import type { Room } from "livekit-client";
import { CHAT_TOPIC, LONGEST_MESSAGE } from "../chat";
import type { ChatMessage } from "../media-room";

/** A message must be complete within this time, or it is dropped: a stream that never ends holds memory. */
const READ_WITHIN_MS = 10_000;

/** Chat over text streams on LiveKit's usual topic, so that other LiveKit clients in the room take part. */
export function createMessages(room: Room): {
  onMessage(listener: (message: ChatMessage) => void): () => void;
  say(text: string): Promise<ChatMessage>;
  stop(): void;
} {
  const listeners = new Set<(message: ChatMessage) => void>();
  room.registerTextStreamHandler(CHAT_TOPIC, async (reader, { identity }) => {
    try {
      const text = await reader.readAll({ signal: AbortSignal.timeout(READ_WITHIN_MS) });
      const from = room.remoteParticipants.get(identity);
      if (text.trim() === "" || from === undefined) return;
      const message: ChatMessage = {
        id: reader.info.id,
        identity,
        name: from.name || identity,
        self: false,
        text: text.slice(0, LONGEST_MESSAGE * 4),
        sentAt: reader.info.timestamp,
      };
      for (const listener of listeners) listener(message);
    } catch {
      // Too long, cut off or not text: there is nothing to show, and the writer's client knows.
    }
  });
  return {
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async say(text) {
      const info = await room.localParticipant.sendText(text, { topic: CHAT_TOPIC });
      const { localParticipant } = room;
      return {
        id: info.id,
        identity: localParticipant.identity,
        name: localParticipant.name || localParticipant.identity,
        self: true,
        text,
        sentAt: info.timestamp,
      };
    },
    stop: () => room.unregisterTextStreamHandler(CHAT_TOPIC),
  };
}
