/** Tells people something: kept once, in the transaction of what it tells of. Where it goes is decided afterwards. */
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { isForOnePlace, type NoticeKind, type NoticeLevel, type NoticeSubject } from './model/notices.ts';
import { notices } from './schema/index.ts';

export type NewNotice = {
  /** Unique in the organisation: the same key is told once, such as `approval_wanted:{run id}`. */
  key: string;
  kind: NoticeKind;
  level: NoticeLevel;
  /** One or two sentences. No secret. */
  text: string;
  href: string | null;
  subject: NoticeSubject;
};

/** @returns whether it was new */
export async function tellNotice(tx: Tx, orgId: string, notice: NewNotice): Promise<boolean> {
  const [kept] = await tx
    .insert(notices)
    .values({ orgId, ...notice })
    .onConflictDoNothing()
    .returning({ id: notices.id });
  if (!kept) return false;
  const { key: noticeKey, kind, level, text, href } = notice;
  // Whoever sends one of these looks at what becomes of it; it is no news for the others.
  if (isForOnePlace(kind)) return true;
  await appendEvent(
    tx,
    orgId,
    `org:${orgId}`,
    { type: 'notice', payload: { noticeKey, level, text, href } },
    noticeKey,
  );
  return true;
}
