/**
 * Where to go after signing in. Only a path on this site: anything a browser could read as another
 * origin (`//host`, `/\host`, `javascript:`) becomes `/`.
 */
export function safePath(value: string | null | undefined): string {
  if (!value?.startsWith('/')) return '/';
  try {
    // The URL parser is the one that browsers use, so it sees the tricks that a pattern would miss.
    const url = new URL(value, 'http://self.invalid');
    if (url.origin !== 'http://self.invalid') return '/';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}
