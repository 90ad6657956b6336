const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Where the same page is under the configured name; null when it is there, or when the two are not one machine's. */
export function onOneHost(here: string, webUrl: string): string | null {
  const [at, wanted] = [new URL(here), new URL(webUrl)];
  if (at.host === wanted.host || at.port !== wanted.port) return null;
  if (!loopback.includes(at.hostname) || !loopback.includes(wanted.hostname)) return null;
  return new URL(at.pathname + at.search + at.hash, wanted).href;
}
