import { Problem } from "../../../api";

/** Octets of luck in a verifier: 43 characters of base64url. */
const OCTETS = 32;

/** A verifier that only this tab has: 43 characters of the PKCE alphabet (RFC 7636 §4.1). */
export function newVerifier(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(OCTETS)));
}

/** What the server is given of it: base64url(SHA-256), as in RFC 7636's S256. */
export async function hashOf(verifier: string): Promise<string> {
  // Pages without https have no cryptography; the server refuses sign-in there anyway.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle) throw new Problem({ status: 0, code: "insecure_address" });
  return base64url(new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64url(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
