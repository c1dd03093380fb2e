/** The part of the address behind `#`, as it stands there. For `useSyncExternalStore`. */
export function openedHash(): string {
  return location.hash;
}

/** Calls back when another link to the same page is opened; returns how to stop. */
export function watchHash(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}
