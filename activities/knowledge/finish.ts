/** The end of an ingest: its row, its event, and a notice when it failed as a whole. */
import { type Database, inOrg } from '../../db/client.ts';
import { endIngest, type OfIngest, readIngest } from '../../db/knowledge-ingests.ts';
import { countsOf, noCounts, sourceOrArchived } from '../../db/knowledge-sources.ts';
import { tellNotice } from '../../db/notices.ts';
import type { KnowledgeIngestOutcome } from '../../workflows/messages.ts';

export type IngestVerdict = { kind: 'through' } | { kind: 'cancelled' } | { kind: 'failed'; reason: string };

export async function finishIngest(
  db: Database,
  of: OfIngest & { verdict: IngestVerdict },
): Promise<KnowledgeIngestOutcome> {
  return inOrg(db, of, async (tx) => {
    const { documentsFailed } = await readIngest(tx, of.ingestId);
    const counts = await countsOf(tx, [of.sourceId]);
    const { failed } = counts.get(of.sourceId) ?? noCounts;
    const end = endOf(of.verdict, { now: documentsFailed, all: failed });
    const isFirst = await endIngest(tx, of, end);
    if (isFirst && end.state === 'failed') {
      const { name } = await sourceOrArchived(tx, of.sourceId);
      await tellNotice(tx, of.orgId, {
        key: `knowledge_failed:${of.ingestId}`,
        kind: 'knowledge_failed',
        level: 'error',
        text: `The documents of "${name}" could not be read. ${end.reason ?? ''}`.trim(),
        href: `/knowledge/sources/${of.sourceId}`,
        subject: { sourceId: of.sourceId },
      });
    }
    return { ingestId: of.ingestId, state: end.state };
  });
}

function endOf(
  verdict: IngestVerdict,
  failed: { now: number; all: number },
): { state: KnowledgeIngestOutcome['state']; reason: string | null } {
  if (verdict.kind === 'failed') return { state: 'failed', reason: verdict.reason };
  if (verdict.kind === 'cancelled') return { state: 'cancelled', reason: 'A person stopped it. What was read stays.' };
  // A look reads what is new. What failed before it and is still there is no less missing for that.
  const missing = Math.max(failed.now, failed.all);
  if (missing === 0) return { state: 'complete', reason: null };
  const before = missing > failed.now ? ` (${missing - failed.now} of an earlier look)` : '';
  return { state: 'partial', reason: `${some(missing)}${before} could not be read; the list of documents says why.` };
}

const some = (count: number): string => (count === 1 ? 'One document' : `${count} documents`);
