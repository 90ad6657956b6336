/** Notices that the organisation's stream told: one for each key, newest first, and how far they have been read. */
import type { Event } from './api-types.generated.ts';
import type { Notice } from './types.ts';

export type KeptNotice = Notice & { seq: number; at: string };

const most = 30;

export const noticesIn = (events: readonly Event[]): KeptNotice[] =>
  events.flatMap(({ event, seq, at }) => (event.type === 'notice' ? [{ ...event.payload, seq, at }] : []));

/** The same key again is the same notice, told anew. */
export function mergedNotices(known: readonly KeptNotice[], fresh: readonly KeptNotice[]): KeptNotice[] {
  const byKey = new Map<string, KeptNotice>();
  for (const notice of [...known, ...fresh]) {
    const before = byKey.get(notice.noticeKey);
    if (!before || before.seq < notice.seq) byKey.set(notice.noticeKey, notice);
  }
  return [...byKey.values()].sort((a, b) => b.seq - a.seq).slice(0, most);
}

export const unreadIn = (notices: readonly KeptNotice[], readSeq: number): number =>
  notices.filter(({ seq }) => seq > readSeq).length;
