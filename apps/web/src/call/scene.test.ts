import { describe, expect, it } from "vitest";
import type { Picture, Present } from "./media-room";
import { handPlaces, listed } from "./people";
import { compose, createScene, nextSpeaker, ordered, type SceneMemory } from "./scene";
import { createStore } from "./store";
import { person } from "./testing/fake-room";

const picture = (id: string): Picture => ({ id, mirrored: false, attach: () => {}, detach: () => {} });
const me = person("me", { self: true, joinedAt: 1 });
const keys = (tiles: readonly { key: string }[]): string => tiles.map((tile) => tile.key).join(" ");

describe("cnf_13 the order of tiles", () => {
  const ann = person("ann", { joinedAt: 10 });
  const bob = person("bob", { joinedAt: 20 });
  const eve = person("eve", { joinedAt: 30 });

  it("stands by arrival, oneself last", () => {
    expect(ordered([], [me, bob, ann], 6)).toEqual(["ann", "bob", "me"]);
  });
  it("keeps known people where they are and puts newcomers behind them", () => {
    expect(ordered(["bob", "ann", "me"], [me, ann, bob, eve], 6)).toEqual(["bob", "ann", "eve", "me"]);
  });
  it("closes the gap of someone who left", () => {
    expect(ordered(["ann", "bob", "me"], [me, bob], 6)).toEqual(["bob", "me"]);
  });
  it("keeps oneself on the first page", () => {
    const many = Array.from({ length: 8 }, (_, index) => person(`p${index}`, { joinedAt: index }));
    expect(ordered([], [me, ...many], 6).indexOf("me")).toBe(5);
  });
  it("brings a speaker from a later page forward, in the place of the longest silent", () => {
    const many = Array.from({ length: 7 }, (_, index) =>
      person(`p${index}`, { joinedAt: index, lastSpokeAt: index === 2 ? 0 : 50 }),
    );
    const before = ordered([], [me, ...many], 6);
    const loud = many.map((each) => (each.identity === "p6" ? { ...each, speaking: true, lastSpokeAt: 99 } : each));
    const after = ordered(before, [me, ...loud], 6);
    expect(before.slice(0, 6)).toEqual(["p0", "p1", "p2", "p3", "p4", "me"]);
    expect(after.slice(0, 6)).toEqual(["p0", "p1", "p6", "p3", "p4", "me"]);
    expect(ordered(after, [me, ...many], 6)).toEqual(after);
  });
});

describe("cnf_13 the speaker", () => {
  const ann = person("ann", { lastSpokeAt: 5 });
  const bob = person("bob", { lastSpokeAt: 9 });
  const cases: readonly (readonly [string, string | null, readonly Present[], string | null])[] = [
    ["alone: oneself", null, [me], "me"],
    ["nobody has spoken since: the latest", null, [me, ann, bob], "bob"],
    ["stays while nobody else speaks", "ann", [me, ann, bob], "ann"],
    [
      "stays while speaking, though another speaks too",
      "ann",
      [me, { ...ann, speaking: true }, { ...bob, speaking: true }],
      "ann",
    ],
    ["goes to whoever speaks", "ann", [me, ann, { ...bob, speaking: true }], "bob"],
    ["never oneself while another is here", "ann", [{ ...me, speaking: true }, ann], "ann"],
    ["moves on when the speaker left", "gone", [me, ann, bob], "bob"],
  ];
  it.each(cases)("%s", (_, was, present, expected) => {
    expect(nextSpeaker(was, present)).toBe(expected);
  });
});

describe("cnf_13 what is large", () => {
  const ann = person("ann", { screen: picture("s1") });
  const bob = person("bob", { camera: picture("c1") });
  const memory: SceneMemory = { order: ["ann", "bob", "me"], speaker: "bob" };

  it("a screen that another shares, in either layout", () => {
    const scene = compose([me, ann, bob], "grid", null, memory);
    expect(scene.large?.key).toBe("screen_share:ann");
    expect(keys(scene.others)).toBe("camera:ann camera:bob camera:me");
  });
  it("never one's own screen, which is no tile at all", () => {
    const scene = compose([{ ...me, screen: picture("s2") }, bob], "grid", null, memory);
    expect(scene.large).toBeNull();
    expect(keys(scene.others)).toBe("camera:bob camera:me");
  });
  it("the speaker in the speaker layout, nobody in the grid", () => {
    expect(compose([me, bob], "speaker", null, memory).large?.key).toBe("camera:bob");
    expect(compose([me, bob], "grid", null, memory).large).toBeNull();
    expect(compose([me], "speaker", null, { order: ["me"], speaker: "me" }).large).toBeNull();
  });
  it("a pinned tile before everything, until it goes", () => {
    expect(compose([me, ann, bob], "grid", "camera:bob", memory).large?.key).toBe("camera:bob");
    expect(compose([me, ann], "grid", "camera:bob", memory).large?.key).toBe("screen_share:ann");
  });
  it("tells its watchers only of what changed", () => {
    const present = createStore<readonly Present[]>([me, bob]);
    const scene = createScene(present, "grid", 6);
    let changes = 0;
    scene.subscribe(() => {
      changes += 1;
    });
    present.set([me, bob]);
    expect(changes).toBe(0);
    present.set([me, { ...bob, microphoneOn: false }]);
    scene.setLayout("speaker");
    scene.pin("camera:me");
    scene.pin("camera:me");
    expect(changes).toBe(4);
    expect(scene.get().large?.key).toBe("camera:bob");
  });
});

describe("cnf_13 raised hands", () => {
  const ann = person("ann", { joinedAt: 10 });
  const bob = person("bob", { joinedAt: 20, handRaisedAt: 700 });
  const eve = person("eve", { joinedAt: 30, handRaisedAt: 600 });
  it("come first, in the order they went up; the others by arrival, oneself last", () => {
    expect(listed([me, ann, bob, eve]).map((each) => each.identity)).toEqual(["eve", "bob", "ann", "me"]);
  });
  it("are numbered alike for everyone", () => {
    expect([...handPlaces([me, bob, eve])]).toEqual([
      ["eve", 1],
      ["bob", 2],
    ]);
    expect(handPlaces([ann]).size).toBe(0);
  });
});
