/** Many files on their way: which waits, which is being sent, what became of each. Pure; `use-uploads.ts` sends. */

export const uploadMaxBytes = 50 * 1024 * 1024;
const endings = ['md', 'markdown', 'mdx', 'txt', 'text', 'log', 'rst', 'adoc', 'html', 'htm', 'pdf', 'docx'];
export const acceptedEndings = endings.map((ending) => `.${ending}`).join(',');

export type UploadState = 'waiting' | 'sending' | 'done' | 'same' | 'failed';

export type UploadItem = {
  id: string;
  /** With the folders it came in. */
  name: string;
  size: number;
  sent: number;
  state: UploadState;
  /** What is wrong, in words. */
  problem: string | null;
  /** Whether sending it again could help. */
  again: boolean;
};

/** Said before anything is sent; the API looks at the bytes. */
export function refusalOf({ name, size }: { name: string; size: number }): string | null {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (!name.includes('.') || !endings.includes(ending))
    return 'This kind of file is not read. Markdown, text, HTML, PDF and Word (.docx) are.';
  if (size === 0) return 'The file is empty.';
  if (size > uploadMaxBytes) return 'It is larger than 50 MB. Split it, or leave out its pictures.';
  return null;
}

export function itemOf(id: string, file: { name: string; size: number }): UploadItem {
  const problem = refusalOf(file);
  return { id, ...file, sent: 0, state: problem ? 'failed' : 'waiting', problem, again: false };
}

export const changed = (items: readonly UploadItem[], id: string, change: Partial<UploadItem>): UploadItem[] =>
  items.map((item) => (item.id === id ? { ...item, ...change } : item));

/** Who comes next, so that no more than `atOnce` are on their way. */
export function nextOf(items: readonly UploadItem[], atOnce: number): UploadItem[] {
  const free = atOnce - items.filter(({ state }) => state === 'sending').length;
  return items.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free));
}

/** "3 of 12 sent, 1 failed". */
export function queueText(items: readonly UploadItem[]): string {
  const count = (...states: UploadState[]) => items.filter(({ state }) => states.includes(state)).length;
  const failed = count('failed');
  const text = `${count('done', 'same')} of ${items.length} sent`;
  return failed > 0 ? `${text}, ${failed} failed` : text;
}

export const isBusy = (items: readonly UploadItem[]): boolean =>
  items.some(({ state }) => state === 'waiting' || state === 'sending');
