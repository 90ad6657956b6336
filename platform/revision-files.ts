/**
 * The files of a revision: a plain map from path to text. Checked wherever they come in
 * (a page, the agent, a script), so that everything behind the edge may trust the paths.
 */
import { createHash } from 'node:crypto';
import { AuroraError } from './errors.ts';
import type { Storage } from './storage/s3.ts';

/** Path (relative, with `/`) to UTF-8 text. */
export type RevisionFiles = Record<string, string>;

export type RevisionFileFacts = { path: string; bytes: number; sha256: string };

export const revisionLimits = { files: 500, fileBytes: 1_048_576, totalBytes: 8_388_608, pathLength: 255 } as const;

const segment = /^[0-9A-Za-z_.-]+$/;
/** Names that Terraform or Aurora read with a meaning of their own. */
const reserved = [
  /^\.terraform$/,
  /^\.terraform\.tfstate/,
  /^terraform\.tfstate/,
  /^aurora_.*override\.tf\.json$/,
  /^\.git$/,
];

function pathProblem(path: string): string | null {
  if (path.length > revisionLimits.pathLength) return 'is longer than 255 characters';
  const segments = path.split('/');
  for (const part of segments) {
    if (part === '.' || part === '..') return 'leaves its folder';
    if (!segment.test(part)) return 'may hold only letters, digits, "_", "-" and "." between slashes';
    if (reserved.some((pattern) => pattern.test(part))) return 'is a name that Terraform or Aurora keep for themselves';
  }
  return null;
}

/**
 * @throws AuroraError `unprocessable` that names every file that is wrong and why
 */
export function checkRevisionFiles(files: RevisionFiles): void {
  const paths = Object.keys(files);
  const problems = paths.flatMap((path) => {
    const problem = pathProblem(path);
    return problem ? [`"${path.slice(0, 80)}" ${problem}`] : [];
  });
  if (paths.length === 0) problems.push('a revision needs at least one file');
  if (paths.length > revisionLimits.files)
    problems.push(`there are ${paths.length} files, and ${revisionLimits.files} are allowed`);
  let total = 0;
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.byteLength(text);
    total += bytes;
    if (bytes > revisionLimits.fileBytes) problems.push(`"${path}" has ${bytes} bytes, and 1 MiB is allowed`);
  }
  if (total > revisionLimits.totalBytes) problems.push(`the files have ${total} bytes together, and 8 MiB are allowed`);
  if (problems.length === 0) return;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `These files cannot be a revision: ${problems.join('; ')}.`,
    details: { problems },
  });
}

/**
 * What the Kubernetes engine works on: YAML and JSON under `kubernetes/`. Terraform never sees these files, and the
 * Kubernetes engine never sees any other, so that both kinds live in one revision.
 */
export const isManifest = (path: string): boolean =>
  /^kubernetes\/.+\.(ya?ml|json)$/.test(path) && !/\.tf(vars|test)?\.json$/.test(path);

const filesWhere = (files: RevisionFiles, fits: (path: string) => boolean): RevisionFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => fits(path)));

export const manifestsOf = (files: RevisionFiles): RevisionFiles => filesWhere(files, isManifest);
export const terraformFilesOf = (files: RevisionFiles): RevisionFiles => filesWhere(files, (path) => !isManifest(path));

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

export const fileFacts = (files: RevisionFiles): RevisionFileFacts[] =>
  Object.keys(files)
    .sort()
    .map((path) => {
      const text = files[path] ?? '';
      return { path, bytes: Buffer.byteLength(text), sha256: sha256(text) };
    });

/** Paths that only one of them has, or whose text differs. */
export function changedPaths(before: RevisionFileFacts[], now: RevisionFileFacts[]): string[] {
  const digests = (files: RevisionFileFacts[]) => new Map(files.map(({ path, sha256: digest }) => [path, digest]));
  const [old, fresh] = [digests(before), digests(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((path) => old.get(path) !== fresh.get(path)).sort();
}

/** One hex SHA-256 for all files, whatever their order. */
export const digestFiles = (files: RevisionFiles): string =>
  sha256(JSON.stringify(fileFacts(files).map(({ path, sha256: digest }) => [path, digest])));

export const revisionKey = (orgId: string, projectId: string, revisionId: string) =>
  `revisions/${orgId}/${projectId}/${revisionId}.json`;

/** Stores the text of a revision. A repeat with the same id writes the same bytes. */
export async function putRevision(storage: Storage, key: string, files: RevisionFiles): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  await storage.put(key, JSON.stringify(sorted), { contentType: 'application/json' });
}

/** @throws AuroraError `conflict` when the stored text is not what the database says it is */
export async function getRevision(storage: Storage, key: string, filesSha256: string): Promise<RevisionFiles> {
  const files = JSON.parse(await storage.getText(key)) as RevisionFiles;
  if (digestFiles(files) === filesSha256) return files;
  throw new AuroraError({
    code: 'conflict',
    retryable: false,
    userMessage: 'The stored files of this revision are not the ones that were saved. Nothing was done with them.',
  });
}
