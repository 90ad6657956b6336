/** Documents, where they come from, and how they are searched, in words. */
import type { Document, KnowledgeIndexes, KnowledgeIngest, KnowledgeSource } from './api-types.generated.ts';
import { counted, countText } from './estate-words.ts';
import type { Tone } from './run-words.ts';
import type { KnowledgeProgress } from './types.ts';

export type SourceKind = KnowledgeSource['kind'];
export type DocumentState = Document['state'];

export const sourceWords: Record<SourceKind, { label: string; says: string }> = {
  upload: { label: 'Uploads', says: 'Files that people drop or choose here.' },
  urls: { label: 'Web pages', says: 'Public addresses, one document each, read again on a schedule.' },
  git: { label: 'Git repository', says: 'The documents in a folder of a repository, read again on a schedule.' },
  api: { label: 'API', says: 'Documents that scripts write with a personal token.' },
};
export const sourceKinds = Object.keys(sourceWords) as SourceKind[];

/** Aurora looks at these by itself; into the others people and scripts put documents. */
export const isFetched = (kind: SourceKind): boolean => kind === 'urls' || kind === 'git';

export const documentWords: Record<DocumentState, { label: string; tone: Tone; says: string }> = {
  waiting: { label: 'Waiting', tone: 'neutral', says: 'It is read in a moment.' },
  ingesting: { label: 'Reading', tone: 'info', says: 'Its text is taken out and made ready for the search.' },
  ready: { label: 'Ready', tone: 'good', says: 'It is found by the search and by the agent.' },
  failed: {
    label: 'Failed',
    tone: 'bad',
    says: 'It could not be read. An earlier version is still found, if there is one.',
  },
  removed: { label: 'Removed', tone: 'neutral', says: 'It is no longer found.' },
};
export const documentStates = Object.keys(documentWords) as DocumentState[];

export const ingestWords: Record<KnowledgeIngest['state'], { label: string; tone: Tone; says: string }> = {
  running: { label: 'Reading', tone: 'info', says: 'Documents are being read now.' },
  complete: { label: 'Complete', tone: 'good', says: 'Every document of this source is read.' },
  partial: { label: 'In part', tone: 'warn', says: 'Some documents of this source could not be read.' },
  failed: { label: 'Failed', tone: 'bad', says: 'It could not be read. What was read before is still found.' },
  cancelled: { label: 'Stopped', tone: 'neutral', says: 'Somebody stopped it. What was read stays.' },
};

export const ingestTriggerWords: Record<KnowledgeIngest['trigger'], string> = {
  person: 'by hand',
  schedule: 'by schedule',
  upload: 'after an upload',
  api: 'after a script wrote',
  reindex: 'for another search',
};

export const formatWords: Record<NonNullable<Document['format']>, string> = {
  markdown: 'Markdown',
  text: 'Text',
  html: 'HTML',
  pdf: 'PDF',
  docx: 'Word',
};

/** "12 of 40 read, 1 failed"; without the end while nobody knows how many there are. */
export function progressText({ documents: { done, failed, total } }: Pick<KnowledgeProgress, 'documents'>): string {
  const read = total === null ? `${countText(done)} read` : `${countText(done)} of ${countText(total)} read`;
  return failed > 0 ? `${read}, ${countText(failed)} failed` : read;
}

/** 0 to 1; null while nobody knows how many there are. */
export const progressShare = ({ documents: { done, failed, total } }: Pick<KnowledgeProgress, 'documents'>) =>
  total ? Math.min(1, (done + failed) / total) : null;

/** "8 new passages, 2 gone"; empty where nothing changed. */
export function chunksText({ added, removed }: KnowledgeIngest['chunks']): string {
  const parts = [added > 0 ? counted(added, 'new passage') : '', removed > 0 ? `${countText(removed)} gone` : ''];
  return parts.filter(Boolean).join(', ');
}

/** Where a source reads, in one line; empty for those that are given documents. */
export function readsText({ kind, settings }: Pick<KnowledgeSource, 'kind' | 'settings'>): string {
  if (kind === 'urls') {
    const [first = '', ...more] = settings.urls ?? [];
    return more.length > 0 ? `${first} and ${counted(more.length, 'other')}` : first;
  }
  if (kind !== 'git' || !settings.git) return '';
  const { url, branch, folder } = settings.git;
  return [url, folder ? `folder ${folder}` : '', branch ? `branch ${branch}` : ''].filter(Boolean).join(', ');
}

/** What the weight of the search means. @param weight 0: words alone, 1: meaning alone */
export function weightText(weight: number): string {
  if (weight <= 0) return 'Words alone: names, codes and error messages as they are written';
  if (weight >= 1) return 'Meaning alone: also what says the same in other words';
  if (weight < 0.45) return 'More by words than by meaning';
  if (weight > 0.55) return 'More by meaning than by words';
  return 'By words and by meaning alike';
}

export const searchWords: Record<KnowledgeIndexes['search'], { label: string; says: string }> = {
  meaning: { label: 'Words and meaning', says: 'Documents are found by what they say and by what they mean.' },
  words: {
    label: 'Words only',
    says: 'Documents are found by the words in them. Whoever runs Aurora can set EMBEDDINGS to search by meaning, too.',
  },
  off: {
    label: 'Search is off',
    says: 'No Weaviate is set up. Documents are kept and read, and can be found once WEAVIATE_URL is set.',
  },
};

/** "openai: text-embedding-3-small"; "words only". */
export const embeddingText = (embedding: string): string =>
  embedding === 'none' ? 'words only' : embedding.replace(':', ': ');
