/** A value that can be read and watched: the shape React's `useSyncExternalStore` asks for, without React. */
export interface Readable<T> {
  get(): T;
  /** Calls `listener` after every change; the returned function stops it. */
  subscribe(listener: () => void): () => void;
}

/** A {@link Readable} that its owner may change. */
export interface Store<T> extends Readable<T> {
  set(next: T): void;
  update(change: (was: T) => T): void;
}

/** Makes a store. Listeners hear only real changes: a value equal to the last one is dropped. */
export function createStore<T>(initial: T, equal: (a: T, b: T) => boolean = Object.is): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T): void => {
    if (equal(value, next)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A store computed from others. It keeps its last answer until one of its sources changes. */
export function derive<T>(sources: readonly Readable<unknown>[], compute: () => T): Readable<T> {
  let seen: readonly unknown[] | null = null;
  let value: T;
  return {
    get() {
      const now = sources.map((source) => source.get());
      if (seen === null || now.some((part, index) => !Object.is(part, seen?.[index]))) {
        seen = now;
        value = compute();
      }
      return value;
    },
    subscribe(listener) {
      const stops = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Whether two flat objects hold the same values: keeps references still when nothing changed. */
export function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}
