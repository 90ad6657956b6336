/**
 * A revision on disk: unpacked for Terraform, and read back.
 * What a revision may hold is decided in `platform/revision-files.ts`; here a path is checked once more, because it is joined.
 */
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AuroraError } from '../../platform/errors.ts';
import { checkRevisionFiles, type RevisionFiles } from '../../platform/revision-files.ts';

export { digestFiles, type RevisionFiles, revisionLimits } from '../../platform/revision-files.ts';

/**
 * Writes every file under `dir`, which must be new or empty: an existing file is never overwritten or followed.
 *
 * @throws AuroraError `unprocessable` for a path or size that a revision may not have, `disk_full`
 */
export async function writeRevision(dir: string, files: RevisionFiles): Promise<void> {
  checkRevisionFiles(files);
  for (const [path, text] of Object.entries(files)) {
    const target = join(dir, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: 'wx', mode: 0o600 }).catch((error) => {
      throw writeFailure(error, path);
    });
  }
}

/**
 * Reads a folder back into a revision. Folders that begin with `.terraform` and Git's own are left out.
 *
 * @throws AuroraError `unprocessable` for a symbolic link, a special file, or text that is not UTF-8
 */
export async function readRevision(dir: string): Promise<RevisionFiles> {
  const files: RevisionFiles = {};
  const folders = [dir];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name === '.terraform' || entry.name === '.git') continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else files[relative(dir, path).split(sep).join('/')] = await readText(path, relative(dir, path));
    }
  }
  checkRevisionFiles(files);
  return files;
}

async function readText(path: string, shown: string): Promise<string> {
  if (!(await lstat(path)).isFile())
    throw unusable(`"${shown}" is a link or no ordinary file, which a revision may not hold.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof TypeError) throw unusable(`"${shown}" is not UTF-8 text, and a revision holds text only.`);
    throw cause;
  }
}

const unusable = (userMessage: string) => new AuroraError({ code: 'unprocessable', retryable: false, userMessage });

/** Disk trouble in words: a full disk passes, other failures are ours. */
export function writeFailure(error: NodeJS.ErrnoException, path: string): unknown {
  if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') return error;
  return new AuroraError({
    code: 'disk_full',
    retryable: true,
    userMessage: `The worker's disk is full: "${path}" could not be written. Nothing was changed. Free space in WORK_DIR, then try again.`,
    cause: error,
  });
}
