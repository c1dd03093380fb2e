/**
 * The nonce of this response's content security policy. Vite puts it into the page as a property, not as content:
 * browsers hide the attribute from scripts that read the markup.
 */
export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property='csp-nonce']")?.nonce ?? "";
}
