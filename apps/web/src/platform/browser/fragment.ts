/** Pages whose links carry a one-time secret behind `#`. */
const SECRET_PAGES = ["/setup", "/set-password"];

let secret = "";
const watchers = new Set<() => void>();

/**
 * Takes the secret out of the address (`/setup#secret`) and keeps it in memory only. It leaves the address bar at
 * once, so that it stays out of history, pictures of the screen and links copied from there. Called before anything
 * is drawn, and again when another link is opened in the same tab.
 */
export function takeSecret(): void {
  if (!SECRET_PAGES.includes(location.pathname) || location.hash.length < 2) return;
  secret = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
  for (const changed of watchers) changed();
}

/** The secret of the link that was opened; empty when there is none. For `useSyncExternalStore`. */
export function openedSecret(): string {
  return secret;
}

/** Calls back when another link is opened; returns how to stop. */
export function watchSecret(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}
