/**
 * Reads where sign-in should lead afterwards. Only addresses of this client count: anything that a browser would take
 * for another site (`//host`, `/\host`, a scheme) is no address at all (ASVS 3.7.2).
 */
export function innerAddress(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("/")) return undefined;
  const here = "https://here.invalid";
  let url: URL;
  try {
    url = new URL(value, here);
  } catch {
    return undefined;
  }
  return url.origin === here ? url.pathname + url.search + url.hash : undefined;
}
