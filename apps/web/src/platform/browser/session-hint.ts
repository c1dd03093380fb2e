/**
 * Whether the page came without the session's cookie: the server writes so into the page, because scripts cannot see
 * the cookie. A stranger's page then need not ask who is signed in only to be refused.
 */
export function cameWithoutSession(): boolean {
  return document.documentElement.dataset.session === "none";
}

/** Somebody signed in since the page came, here or in another tab. */
export function sessionMayBe(): void {
  delete document.documentElement.dataset.session;
}
