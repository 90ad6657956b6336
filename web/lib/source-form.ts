/** What is typed to add a source, and what the API is asked. */
import type { NewSource } from './knowledge-queries.ts';
import type { SourceKind } from './knowledge-words.ts';

export type SourceDraft = {
  kind: SourceKind;
  name: string;
  /** One a line. */
  urls: string;
  gitUrl: string;
  branch: string;
  folder: string;
  username: string;
  token: string;
  /** '' for when somebody asks. */
  minutes: string;
};

export const emptyDraft: SourceDraft = {
  kind: 'upload',
  name: '',
  urls: '',
  gitUrl: '',
  branch: '',
  folder: '',
  username: '',
  token: '',
  minutes: '1440',
};

/** Addresses as people paste them: by line, blank or comma, each once. */
export const urlsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** The first one that is no address; null when all are. */
export const wrongUrl = (text: string): string | null => urlsOf(text).find((one) => !isAddress(one)) ?? null;

/** @returns null while something that is needed is missing */
export function newSourceOf(id: string, draft: SourceDraft): NewSource | null {
  const { kind, minutes } = draft;
  const name = draft.name.trim();
  if (!name) return null;
  if (kind === 'upload' || kind === 'api') return { id, name, kind, settings: {}, intervalMinutes: null };
  const intervalMinutes = minutes === '' ? null : Number(minutes);
  if (kind === 'urls') {
    const urls = urlsOf(draft.urls);
    return urls.length > 0 && wrongUrl(draft.urls) === null
      ? { id, name, kind, settings: { urls }, intervalMinutes }
      : null;
  }
  const url = draft.gitUrl.trim();
  if (!isAddress(url)) return null;
  const git = { url, branch: draft.branch.trim() || null, folder: draft.folder.trim().replace(/^\/+|\/+$/g, '') };
  const token = draft.token.trim();
  const username = draft.username.trim();
  const credentials = token ? { credentials: { token, ...(username ? { username } : {}) } } : {};
  return { id, name, kind, settings: { git }, intervalMinutes, ...credentials };
}
