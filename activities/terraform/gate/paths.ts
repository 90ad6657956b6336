/** Where a path leads that Terraform or a provider would open. Terraform runs in the project's root folder. */
import { posix } from 'node:path';
import { alternatives, isScalar, Unknown, type Value } from './values.ts';

/** Stands for the unknown absolute path of the project's root, as `path.cwd` and `abspath` give it. No file name holds this character. */
export const rootMarker = '/\ue000';

export type PathVerdict = { kind: 'inside'; paths: string[] } | { kind: 'outside'; path: string } | { kind: 'unknown' };

/** @returns the project file a path means, relative to the root and '' for the root itself; null when it leads outside */
export function insideProject(path: string): string | null {
  // Go trims other blanks than JavaScript does, so what only blanks and invisible characters hide counts as seen.
  const bare = path.replace(/^[\p{Z}\p{Cc}\p{Cf}]+/u, '');
  // Terraform and the AWS provider expand a leading tilde to the worker's home.
  if (bare.startsWith('~') || path.includes('\0')) return null;
  if (bare.startsWith('/') && !path.startsWith(`${rootMarker}/`) && path !== rootMarker) return null;
  const absolute = posix.normalize(path.startsWith('/') ? path : `${rootMarker}/${path}`);
  if (absolute === rootMarker) return '';
  return absolute.startsWith(`${rootMarker}/`) ? absolute.slice(rootMarker.length + 1).replace(/\/$/, '') : null;
}

/** Deny by default: a path that cannot be told leads outside. */
export function judgePath(value: Value): PathVerdict {
  const all = alternatives(value);
  if (!all) return { kind: 'unknown' };
  const paths: string[] = [];
  for (const one of all) {
    if (one instanceof Unknown && one.vacuous) continue;
    if (one === null) continue;
    if (!isScalar(one)) return { kind: 'unknown' };
    const inside = insideProject(String(one));
    if (inside === null) return { kind: 'outside', path: String(one) };
    paths.push(inside);
  }
  return { kind: 'inside', paths };
}

/** Files that a glob pattern of Terraform's `fileset` may find under a folder; too many rather than too few. */
export function matching(files: Iterable<string>, folder: string, pattern: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const test = globTest(pattern);
  return [...files]
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter(test);
}

function globTest(pattern: string): (path: string) => boolean {
  // Classes and alternatives are rare: then every file below counts.
  if (!/^[^{}[\]\\]*$/.test(pattern)) return () => true;
  const source = pattern.replaceAll(/\*\*\/?|\*|\?|[.+^$()|]/g, (part) => {
    if (part.startsWith('**')) return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path);
}
