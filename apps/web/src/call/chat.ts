import type { ChatMessage, MediaRoom } from "./media-room";
import { createStore, derive, type Readable } from "./store";

/** The text-stream topic on which LiveKit clients chat with each other. */
export const CHAT_TOPIC = "lk.chat";
/** The longest message one may write, in UTF-16 units. */
export const LONGEST_MESSAGE = 2000;
/** Older messages than these are forgotten, so that a long meeting does not grow without end. */
export const MOST_MESSAGES = 500;
/** Messages of one person within this time stand under one head. */
const ONE_BREATH_MS = 3 * 60_000;

/** Messages of one person in a row. */
export interface MessageGroup {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  readonly self: boolean;
  readonly sentAt: number;
  readonly messages: readonly ChatMessage[];
}

/** The chat of one visit. It is kept in this page only and ends with it. */
export interface Chat {
  readonly messages: Readable<readonly ChatMessage[]>;
  readonly groups: Readable<readonly MessageGroup[]>;
  /** Messages from others that came while the panel was closed. */
  readonly unread: Readable<number>;
  setOpen(open: boolean): void;
  /** Sends `text`, trimmed; an empty one is ignored. Rejects when it could not be sent: keep what was typed. */
  say(text: string): Promise<void>;
  stop(): void;
}

/** Joins neighbours of one writer into groups. */
export function group(messages: readonly ChatMessage[]): readonly MessageGroup[] {
  const groups: MessageGroup[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last !== undefined && last.identity === message.identity && message.sentAt - last.sentAt < ONE_BREATH_MS) {
      groups[groups.length - 1] = { ...last, messages: [...last.messages, message] };
    } else {
      groups.push({ ...message, messages: [message] });
    }
  }
  return groups;
}

export function createChat(room: Pick<MediaRoom, "onMessage" | "say">): Chat {
  const messages = createStore<readonly ChatMessage[]>([]);
  const unread = createStore(0);
  let open = false;
  const add = (message: ChatMessage): void => {
    messages.update((was) => [...was, message].slice(-MOST_MESSAGES));
    if (!open && !message.self) unread.update((count) => count + 1);
  };
  const stop = room.onMessage(add);
  return {
    messages,
    groups: derive([messages], () => group(messages.get())),
    unread,
    setOpen(next) {
      open = next;
      if (open) unread.set(0);
    },
    async say(text) {
      const said = text.trim().slice(0, LONGEST_MESSAGE);
      if (said !== "") add(await room.say(said));
    },
    stop,
  };
}

/** A piece of a message: plain text or a web address. */
export type TextPart = { readonly text: string; readonly href?: string };

const WEB_ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/giu;

/** Finds web addresses in a message. Only http and https become links; closing punctuation stays text. */
export function linked(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    const found = match[0].replace(/[.,;:!?)\]]+$/u, "");
    if (!URL.canParse(found)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: found, href: found });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
