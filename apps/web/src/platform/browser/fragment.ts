/** Pages whose links carry a one-time secret behind `#`. */
const SECRET_PAGES = ["/setup", "/set-password", "/sign-in/return"];
/** Where the secret lies for a reload: in this tab alone, and only until it has done its work. */
const KEPT = "vestibule.link-secret";

/** `/setup#secret`: a secret and the page it was opened for. */
let opened = "";
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
    // After a reload the address says no more.
    opened ||= withStorage((storage) => storage.getItem(KEPT)) ?? "";
    return;
  }
  opened = pathname + hash;
  withStorage((storage) => storage.setItem(KEPT, opened));
  history.replaceState(history.state, "", pathname + search);
  for (const changed of watchers) changed();
}

/** The secret has done its work, or never will: a reload need not find it again. */
export function forgetSecret(): void {
  withStorage((storage) => storage.removeItem(KEPT));
}

/** The secret of the link that was opened; empty when there is none for this page. For `useSyncExternalStore`. */
export function openedSecret(): string {
  const [page, secret = ""] = opened.split("#");
  return page === location.pathname ? secret : "";
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
