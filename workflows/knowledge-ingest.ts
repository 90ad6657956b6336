/**
 * Brings one source of documents up to date: looks what it has, reads what is new, indexes it, and compares.
 *
 * History holds ids only. What waits to be read, indexed or taken away is in the rows, so that an ingest that was
 * stopped or killed is gone on with by the next one.
 */
import {
  CancellationScope,
  continueAsNew,
  executeChild,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { knowledge, knowledgeStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import { inParallel } from './in-parallel.ts';
import {
  ingestNudge,
  type KnowledgeIngestInput,
  type KnowledgeIngestOutcome,
  type OfKnowledgeSource,
  startOf,
} from './messages.ts';
import { unlessStarted } from './unless-started.ts';

/** Documents that are read at the same time; each takes a process and up to 1.5 GB. */
const documentsAtOnce = 3;

/** An index that is never what it should be after so many looks has a fault that mending does not end. */
const mostLooks = 5;

export async function knowledgeIngest(input: KnowledgeIngestInput): Promise<KnowledgeIngestOutcome> {
  const { orgId, sourceId, trigger } = input;
  const source = { orgId, sourceId };
  let nudged = false;

  setHandler(ingestNudge, () => {
    nudged = true;
  });

  const own = { id: workflowInfo().runId, trigger };
  const ingestId = input.ingestId ?? (await knowledgeStore.claimIngest({ ...source, own }));
  const ingest = { ...source, ingestId };
  // Whoever asked before anything is looked at gets what this ingest finds.
  if (!input.ingestId) nudged = false;

  async function read(documentId: string): Promise<void> {
    try {
      await knowledge.readDocument({ ...ingest, documentId });
    } catch (error) {
      if (isCancellation(error)) throw error;
      await knowledgeStore.giveUpDocument({ ...ingest, documentId, reason: reasonOf(error) });
    }
  }

  /** @returns false when history is full and more waits */
  async function readAll(): Promise<boolean> {
    for (;;) {
      const waiting = await knowledgeStore.documentsToRead(source);
      if (waiting.length === 0) return true;
      await inParallel(waiting, documentsAtOnce, read);
      await knowledge.indexSource(ingest);
      if (workflowInfo().continueAsNewSuggested) return false;
    }
  }

  async function verify(): Promise<void> {
    for (let looks = 0; looks < mostLooks; looks += 1) {
      await knowledge.indexSource(ingest);
      if (await knowledge.verifySource(ingest)) return;
    }
  }

  const finish = (verdict: Parameters<typeof knowledgeStore.finishIngest>[0]['verdict']) =>
    CancellationScope.nonCancellable(() => knowledgeStore.finishIngest({ ...ingest, verdict }));

  let outcome: KnowledgeIngestOutcome;
  try {
    if (!input.ingestId) await knowledge.listSource(ingest);
    if (!(await readAll())) return await continueAsNew<typeof knowledgeIngest>({ ...input, ingestId });
    await verify();
    outcome = await finish({ kind: 'through' });
  } catch (error) {
    if (isCancellation(error)) return finish({ kind: 'cancelled' });
    outcome = await finish({ kind: 'failed', reason: reasonOf(error) });
  }
  // Somebody asked after this one had begun to look: their row waits, and is answered by another look.
  if (nudged) return continueAsNew<typeof knowledgeIngest>({ orgId, sourceId, trigger: 'person' });
  return outcome;
}

/** What the schedule starts: the ingest under its one id, or nothing where it runs already. */
export async function knowledgeIngestTick(source: OfKnowledgeSource): Promise<void> {
  const { taskQueue, workflowId, args } = startOf.knowledgeIngest({ ...source, trigger: 'schedule' });
  await unlessStarted(executeChild<typeof knowledgeIngest>('knowledgeIngest', { taskQueue, workflowId, args }));
}
