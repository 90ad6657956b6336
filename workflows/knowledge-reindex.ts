/**
 * Gives an organisation the index that the configuration asks for: built beside the one that serves, compared with the
 * rows, and changed over to in one transaction.
 *
 * History holds ids only. Until the change-over, questions are answered by the old index as before.
 */
import { continueAsNew, isCancellation, sleep } from '@temporalio/workflow';
import { reindex } from './activities.ts';
import { reasonOf } from './failures.ts';
import type { KnowledgeReindexInput, KnowledgeReindexOutcome } from './messages.ts';

/** An index that never holds what it should after so many looks has a fault that mending does not end. */
const mostLooks = 5;

/** After a failure that people have to mend, such as a rejected key. */
const againAfter = '10 minutes';

export async function knowledgeReindex({ orgId }: KnowledgeReindexInput): Promise<KnowledgeReindexOutcome> {
  const indexId = await reindex.beginReindex({ orgId });
  if (indexId === null) {
    await reindex.dropRetired({ orgId });
    return { state: 'unchanged' };
  }
  try {
    await build({ orgId, indexId });
    await reindex.serveIndex({ orgId, indexId });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await reindex.noteReindexFailure({ orgId, indexId, reason: reasonOf(error) });
    await sleep(againAfter);
    return continueAsNew<typeof knowledgeReindex>({ orgId });
  }
  await reindex.dropRetired({ orgId });
  return { state: 'serving' };
}

async function build(of: { orgId: string; indexId: string }): Promise<void> {
  await reindex.copyChunks(of);
  for (let looks = 0; looks < mostLooks; looks += 1) if (await reindex.compareIndex(of)) return;
}
