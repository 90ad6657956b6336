/** The states and shapes of the knowledge base that the database, the API, activities and pages agree on. */

/** Where documents come from. `api` is written by scripts with a personal token. */
export const knowledgeSourceKinds = ['upload', 'urls', 'git', 'api'] as const;
export type KnowledgeSourceKind = (typeof knowledgeSourceKinds)[number];

/** What each kind needs to find its documents. Credentials are in Vault, under the source's `secretRef`. */
export type KnowledgeSourceSettings = {
  /** `urls`: http and https only, public addresses only. */
  urls?: string[];
  /** `git`: an https clone URL, the branch (null: the repository's own) and the folder to read ('' for all). */
  git?: { url: string; branch: string | null; folder: string };
};

/** `urls`: validators of HTTP. `git`: the id of the file's content. `api`: the title that the script gave. */
export type SeenAtSource = { etag?: string | null; lastModified?: string | null; blob?: string; title?: string };

export const documentStates = ['waiting', 'ingesting', 'ready', 'failed', 'removed'] as const;
export type DocumentState = (typeof documentStates)[number];

export const documentFormats = ['markdown', 'text', 'html', 'pdf', 'docx'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** Largest document, in bytes. */
export const documentMaxBytes = 50 * 1024 * 1024;

export const ingestTriggers = ['person', 'schedule', 'upload', 'api', 'reindex'] as const;
export type IngestTrigger = (typeof ingestTriggers)[number];

export const ingestStates = ['running', 'complete', 'partial', 'failed', 'cancelled'] as const;
export type IngestState = (typeof ingestStates)[number];

/** `building` until every chunk is in it and counted; the old one serves meanwhile. One `serving` an organisation. */
export const knowledgeIndexStates = ['building', 'serving', 'retired'] as const;
export type KnowledgeIndexState = (typeof knowledgeIndexStates)[number];

/** Where in a document a chunk stands: a heading's path, and a page where the format has pages (from 1). */
export type ChunkPlace = {
  headings: string[];
  /** The slug of the nearest heading, as the document page names it; null before the first heading. */
  anchor: string | null;
  page: number | null;
};

export const memoryNoteStates = ['proposed', 'kept', 'declined', 'removed'] as const;
export type MemoryNoteState = (typeof memoryNoteStates)[number];
