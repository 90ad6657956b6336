const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that may change something comes from a page of ours. Browsers say where a request comes from with
 * every POST, and no page can change what they say. Cookies ride along with requests of other sites, so whoever does
 * not say it is refused too.
 */
export function isOwnRequest({ method, headers }: Pick<Request, 'method' | 'headers'>, webUrl: string): boolean {
  if (harmless.has(method)) return true;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  return headers.get('origin') === new URL(webUrl).origin;
}
