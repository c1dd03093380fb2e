/**
 * Whether the browser may be sent to this address: https, or plain http on this computer, where no one is between. A
 * server that was talked into another scheme (`javascript:`) sends nobody anywhere.
 */
export function isProviderAddress(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
