/** A project's revision as it is stored: relative POSIX paths to UTF-8 text. */
export type RevisionFiles = Record<string, string>;

export async function writeRevision(_dir: string, _files: RevisionFiles): Promise<void> {
  throw new Error('not built yet');
}
export async function readRevision(_dir: string): Promise<RevisionFiles> {
  throw new Error('not built yet');
}
/** Throws AuroraError bad_request / payload_too_large with a sentence that names the path. */
export function checkFiles(_files: RevisionFiles): void {
  throw new Error('not built yet');
}
export function digestFiles(_files: RevisionFiles): string {
  throw new Error('not built yet');
}
