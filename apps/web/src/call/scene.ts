import type { Picture, PictureSource, Present } from "./media-room";
import { byArrival } from "./people";
import { createStore, type Readable } from "./store";

/** One tile: a person's camera (or the place where it would be) or a shared screen. */
export interface Tile {
  /** Stable while the person is present, so a tile's element is never rebuilt by a change of layout. */
  readonly key: string;
  readonly person: Present;
  readonly source: PictureSource;
  /** Null when there is nothing to show but the name. */
  readonly picture: Picture | null;
}

/** How a person likes to see the others when nobody shares a screen. */
export type Layout = "grid" | "speaker";

/** What is on the stage: one large tile, if any, and the others in their order. */
export interface Scene {
  readonly large: Tile | null;
  readonly others: readonly Tile[];
}

/** What the scene remembers between two states of the room. */
export interface SceneMemory {
  /** Identities in the order of their tiles. */
  readonly order: readonly string[];
  /** Whose tile is large in the speaker layout. */
  readonly speaker: string | null;
}

export const tileKey = (identity: string, source: PictureSource): string => `${source}:${identity}`;

function cameraTile(person: Present): Tile {
  return { key: tileKey(person.identity, "camera"), person, source: "camera", picture: person.camera };
}

function screenTile(person: Present): Tile {
  return { key: tileKey(person.identity, "screen_share"), person, source: "screen_share", picture: person.screen };
}

/** Keeps the known order, lets newcomers in by arrival, oneself last; whoever speaks beyond the first page comes forward. */
export function ordered(was: readonly string[], present: readonly Present[], firstPage: number): readonly string[] {
  const byIdentity = new Map(present.map((person) => [person.identity, person]));
  const known = was.filter((identity) => byIdentity.get(identity)?.self === false);
  const newcomers = present.filter((person) => !person.self && !known.includes(person.identity)).toSorted(byArrival);
  const order = [...known, ...newcomers.map((person) => person.identity)];
  const self = present.filter((person) => person.self).map((person) => person.identity);
  bringForward(order, byIdentity, firstPage - self.length);
  // Oneself closes the first page: at hand with seven people as with two.
  order.splice(Math.min(order.length, Math.max(0, firstPage - self.length)), 0, ...self);
  return order;
}

/** Swaps each speaker behind `places` with the visible person who has been silent longest. Changes `order`. */
function bringForward(order: string[], people: ReadonlyMap<string, Present>, places: number): void {
  const lastSpoke = (identity: string): number => {
    const person = people.get(identity);
    return person === undefined ? 0 : person.speaking ? Number.MAX_SAFE_INTEGER : person.lastSpokeAt;
  };
  const hidden = order.slice(Math.max(0, places));
  for (const speaker of hidden.filter((identity) => people.get(identity)?.speaking === true)) {
    const visible = order.slice(0, Math.max(0, places));
    const silent = visible.reduce<string | null>(
      (least, each) => (least === null || lastSpoke(each) <= lastSpoke(least) ? each : least),
      null,
    );
    if (silent === null || people.get(silent)?.speaking === true) return;
    const from = order.indexOf(speaker);
    const to = order.indexOf(silent);
    order[from] = silent;
    order[to] = speaker;
  }
}

/** Who is large now: the one who was, while they speak or nobody else does; never oneself while another is here. */
export function nextSpeaker(was: string | null, present: readonly Present[]): string | null {
  const others = present.filter((person) => !person.self);
  const current = others.find((person) => person.identity === was);
  if (current?.speaking === true) return current.identity;
  const speaking = others.filter((person) => person.speaking).toSorted((a, b) => b.lastSpokeAt - a.lastSpokeAt)[0];
  if (speaking !== undefined) return speaking.identity;
  if (current !== undefined) return current.identity;
  const latest = others.toSorted((a, b) => b.lastSpokeAt - a.lastSpokeAt || byArrival(a, b))[0];
  return latest?.identity ?? present[0]?.identity ?? null;
}

/**
 * Which tiles stand where. A pinned tile is large; else a screen that another person shares; else, in the speaker
 * layout, whoever spoke last. One's own screen is no tile: one sees it already, and it would show itself in itself.
 */
export function compose(
  present: readonly Present[],
  layout: Layout,
  pinned: string | null,
  memory: SceneMemory,
): Scene {
  const place = new Map(memory.order.map((identity, index) => [identity, index]));
  const inOrder = present.toSorted((a, b) => (place.get(a.identity) ?? 0) - (place.get(b.identity) ?? 0));
  const screens = inOrder.filter((person) => person.screen !== null && !person.self).map(screenTile);
  const tiles = [...screens, ...inOrder.map(cameraTile)];
  const large =
    tiles.find((tile) => tile.key === pinned) ??
    screens[0] ??
    (layout === "speaker" && present.length > 1
      ? (tiles.find((tile) => tile.source === "camera" && tile.person.identity === memory.speaker) ?? null)
      : null);
  return { large, others: tiles.filter((tile) => tile !== large) };
}

/** The scene of one visit to a room. */
export interface SceneModel extends Readable<Scene> {
  setLayout(layout: Layout): void;
  /** Makes one tile large until it goes or is unpinned; the same key again unpins. */
  pin(key: string): void;
  readonly pinned: Readable<string | null>;
  stop(): void;
}

/** Follows the room and keeps order and speaker steady between its changes. */
export function createScene(present: Readable<readonly Present[]>, initial: Layout, firstPage: number): SceneModel {
  let layout = initial;
  let memory: SceneMemory = { order: [], speaker: null };
  const pinned = createStore<string | null>(null);
  const remember = (people: readonly Present[]): void => {
    memory = { order: ordered(memory.order, people, firstPage), speaker: nextSpeaker(memory.speaker, people) };
  };
  const draw = (): Scene => compose(present.get(), layout, pinned.get(), memory);
  remember(present.get());
  const scene = createStore(draw(), sameScene);
  const stop = present.subscribe(() => {
    remember(present.get());
    scene.set(draw());
  });
  return {
    get: scene.get,
    subscribe: scene.subscribe,
    pinned,
    stop,
    setLayout(next) {
      layout = next;
      scene.set(draw());
    },
    pin(key) {
      pinned.update((was) => (was === key ? null : key));
      scene.set(draw());
    },
  };
}

function sameTile(a: Tile | null, b: Tile | null): boolean {
  return a === b || (a !== null && b !== null && a.key === b.key && a.person === b.person && a.picture === b.picture);
}

function sameScene(a: Scene, b: Scene): boolean {
  return (
    sameTile(a.large, b.large) &&
    a.others.length === b.others.length &&
    a.others.every((tile, index) => sameTile(tile, b.others[index] ?? null))
  );
}
