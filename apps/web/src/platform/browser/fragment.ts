/** Pages whose links carry a one-time secret behind `#`. */
const SECRET_PAGES = ["/setup", "/set-password"];
/** Where the secret lies for a reload: in this tab alone, and only until it has done its work. */
const KEPT = "vestibule.link-secret";

let secret = "";
const watchers = new Set<() => void>();

/**
 * Takes the secret out of the address (`/setup#secret`) and keeps it for this tab. It leaves the address bar at once,
 * so that it stays out of history, pictures of the screen and links copied from there. Called before anything is
 * drawn, and again when another link is opened in the same tab.
 */
export function takeSecret(): void {
  const { pathname, search, hash } = location;
  if (!SECRET_PAGES.includes(pathname)) return;
  if (hash.length < 2) {
    // After a reload the address says no more. A secret belongs to the page it was opened for.
    const [page, kept] = (withStorage((storage) => storage.getItem(KEPT)) ?? "").split("#");
    secret ||= page === pathname ? (kept ?? "") : "";
    return;
  }
  secret = hash.slice(1);
  withStorage((storage) => storage.setItem(KEPT, pathname + hash));
  history.replaceState(history.state, "", pathname + search);
  for (const changed of watchers) changed();
}

/** The secret has done its work, or never will. */
export function forgetSecret(): void {
  withStorage((storage) => storage.removeItem(KEPT));
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

/** Where the browser forbids storage, a reload loses the link and nothing else breaks. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(window.sessionStorage);
  } catch {
    return undefined;
  }
}
