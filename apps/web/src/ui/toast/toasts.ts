/** A short word about what was done or happened; goes by itself. */
export interface Toast {
  id: number;
  text: string;
  kind: ToastKind;
}

/** `done`: what the person did has worked. `notice`: something happened, or did not work. */
export type ToastKind = "done" | "notice";

/** How long a toast stays, in milliseconds: long enough to read a line twice. */
export const TOAST_LIFE = 6000;
const MOST_AT_ONCE = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const watchers = new Set<() => void>();

/** Shows a toast, from anywhere; `text` is already in the person's language. */
export function toast(text: string, kind: ToastKind = "done"): void {
  toasts = [...toasts, { id: nextId++, text, kind }].slice(-MOST_AT_ONCE);
  tell();
}

/** Takes a toast away. */
export function dropToast(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
  tell();
}

/** What stands now, for `useSyncExternalStore`. */
export function shownToasts(): readonly Toast[] {
  return toasts;
}

/** Calls back on every change; returns how to stop. */
export function watchToasts(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

function tell(): void {
  for (const changed of watchers) changed();
}
