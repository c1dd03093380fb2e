import { describe, expect, it } from "vitest";
import { createChat, group, LONGEST_MESSAGE, linked, MOST_MESSAGES } from "./chat";
import type { ChatMessage } from "./media-room";
import { FakeRoom } from "./testing/fake-room";

const message = (id: string, identity: string, sentAt = 0, text = id): ChatMessage => ({
  id,
  identity,
  name: identity,
  self: identity === "me",
  text,
  sentAt,
});

describe("cnf_13 chat", () => {
  it("counts what others wrote while it was closed", () => {
    const room = new FakeRoom();
    const chat = createChat(room);
    room.hear(message("1", "ann"));
    room.hear(message("2", "bob"));
    expect(chat.unread.get()).toBe(2);
    chat.setOpen(true);
    room.hear(message("3", "ann"));
    expect(chat.unread.get()).toBe(0);
    chat.setOpen(false);
    room.hear(message("4", "ann"));
    expect(chat.unread.get()).toBe(1);
    expect(chat.messages.get().map((each) => each.id)).toEqual(["1", "2", "3", "4"]);
  });

  it("shows one's own words too, trimmed and cut, and ignores empty ones", async () => {
    const room = new FakeRoom();
    const chat = createChat(room);
    await chat.say("  good morning ");
    await chat.say("   ");
    await chat.say("x".repeat(LONGEST_MESSAGE + 5));
    expect(room.said.map((text) => text.length)).toEqual([12, LONGEST_MESSAGE]);
    expect(chat.messages.get()).toHaveLength(2);
    expect(chat.unread.get()).toBe(0);
  });

  it("forgets the oldest rather than grow without end", () => {
    const room = new FakeRoom();
    const chat = createChat(room);
    for (let count = 0; count < MOST_MESSAGES + 3; count += 1) room.hear(message(String(count), "ann"));
    expect(chat.messages.get()).toHaveLength(MOST_MESSAGES);
    expect(chat.messages.get()[0]?.id).toBe("3");
  });

  it("puts one person's words in a row under one head", () => {
    const groups = group([
      message("1", "ann", 0),
      message("2", "ann", 1000),
      message("3", "bob", 2000),
      message("4", "ann", 900_000),
      message("5", "ann", 9_000_000),
    ]);
    expect(groups.map((each) => each.messages.map((m) => m.id).join())).toEqual(["1,2", "3", "4", "5"]);
  });

  const texts: readonly (readonly [string, readonly (readonly [string, string?])[]])[] = [
    ["no link", [["no link"]]],
    ["see https://a.example/x?y=1.", [["see "], ["https://a.example/x?y=1", "https://a.example/x?y=1"], ["."]]],
    ["(http://a.example)", [["("], ["http://a.example", "http://a.example"], [")"]]],
    ["javascript:alert(1)", [["javascript:alert(1)"]]],
    ["data:text/html,hi https://", [["data:text/html,hi https://"]]],
  ];
  it.each(texts)("finds web addresses in %j", (text, parts) => {
    expect(linked(text).map((part) => (part.href === undefined ? [part.text] : [part.text, part.href]))).toEqual(parts);
  });
});
