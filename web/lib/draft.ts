/** Edits of a project's files that are not a revision yet. Pure. */

export type Files = Record<string, string>;

export type Draft = {
  /** The revision that was edited; null: there was none. */
  base: number | null;
  files: Files;
};

export type FileChange = { path: string; kind: 'added' | 'removed' | 'changed' };

/** What saving would change, by path. */
export function changesBetween(before: Files, after: Files): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [old, fresh] = [before[path], after[path]];
    if (old === fresh) return [];
    return [{ path, kind: old === undefined ? 'added' : fresh === undefined ? 'removed' : 'changed' }];
  });
}

/**
 * One's own edits on top of what someone else saved meanwhile: their files, with every file that one has
 * changed, added or removed as one has it. Lines within a file are not merged.
 */
export function onTopOf(theirs: Files, base: Files, mine: Files): { files: Files; bothChanged: string[] } {
  const files = { ...theirs };
  const bothChanged: string[] = [];
  for (const { path } of changesBetween(base, mine)) {
    const text = mine[path];
    if (theirs[path] !== base[path] && theirs[path] !== text) bothChanged.push(path);
    if (text === undefined) delete files[path];
    else files[path] = text;
  }
  return { files, bothChanged };
}

const segment = /^[0-9A-Za-z_.-]+$/;

/** Why a path cannot be a file of a project, in words; null when it can. The API has the last word. */
export function pathProblem(path: string, files: Files): string | null {
  if (!path) return 'Give the file a name, such as main.tf.';
  if (path.length > 255) return 'At most 255 characters.';
  const parts = path.split('/');
  if (parts.some((part) => part === '.' || part === '..')) return 'A path may not leave its folder.';
  if (!parts.every((part) => segment.test(part))) return 'Only letters, digits, "_", "-" and "." between slashes.';
  if (path in files) return 'There is a file with this name already.';
  const folder = Object.keys(files).find((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
  return folder ? `"${folder}" cannot be both a file and a folder.` : null;
}

export function renamed(files: Files, from: string, to: string): Files {
  const { [from]: text, ...rest } = files;
  return text === undefined ? files : { ...rest, [to]: text };
}

export function without(files: Files, path: string): Files {
  const { [path]: _gone, ...rest } = files;
  return rest;
}

/** Which file a person wants to see first. */
export const firstFile = (files: Files): string | null => {
  const paths = Object.keys(files).sort();
  return paths.find((path) => path === 'main.tf') ?? paths.find((path) => path.endsWith('.tf')) ?? paths[0] ?? null;
};

const languages: Record<string, string> = {
  tf: 'hcl',
  hcl: 'hcl',
  tfvars: 'hcl',
  json: 'json',
  md: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'shell',
  py: 'python',
};

/** Monaco's name for the language of a file. */
export const languageOf = (path: string): string => languages[path.split('.').at(-1) ?? ''] ?? 'plaintext';

const isFiles = (value: unknown): value is Files =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');

/** A draft that the tab kept; null for anything else that lies there. */
export function parseDraft(text: string | null): Draft | null {
  if (!text) return null;
  try {
    const { base, files } = JSON.parse(text) as Partial<Draft>;
    return isFiles(files) && (base === null || typeof base === 'number') ? { base, files } : null;
  } catch {
    return null;
  }
}
