/** Another run takes the place of the one that a pull request had; the older one ends where nobody has approved it. */
import { v5 } from 'uuid';
import { inOrg, type Tx } from '../../db/client.ts';
import {
  changePullRequest,
  findPullRequest,
  type PullRequest,
  type PullRequestChange,
} from '../../db/pull-requests.ts';
import { findRun, insertStopRequest, type Run } from '../../db/runs.ts';
import { tellCancel } from '../../platform/nudges.ts';
import type { WorkerDeps } from '../deps.ts';

export type Replacement = Pick<PullRequestChange, 'reason' | 'revisionId'> & {
  headSha?: string;
  mergedSha?: string;
  state?: 'merged';
  run: { id: string; kind: Run['kind'] } | null;
  /** Writes what the pull request then points to, in the same transaction. */
  before?: (tx: Tx) => Promise<void>;
  /** What is to be last in it. */
  last?: (tx: Tx) => Promise<void>;
};

/** Up to here a newer content takes the place of an older plan; what people approved goes on. */
const replaceable: Run['state'][] = ['queued', 'gating', 'planning', 'evaluating', 'awaiting_approval'];

export async function replaceRun(
  { db, temporal }: WorkerDeps,
  { id, orgId }: PullRequest,
  { run, before, last, ...change }: Replacement,
): Promise<void> {
  const older = await inOrg(db, { orgId }, async (tx) => {
    await before?.(tx);
    const { runId } = await findPullRequest(tx, id);
    const old = runId && runId !== run?.id ? await findRun(tx, runId) : null;
    if (old && replaceable.includes(old.state)) {
      const request = { id: supersedeId(old.id, id), orgId, runId: old.id, requestedBy: null };
      await insertStopRequest(tx, { ...request, kind: 'supersede', reason: words });
    }
    await changePullRequest(tx, id, { ...change, runId: run?.id ?? null, shownPlanSha256: null });
    await last?.(tx);
    return old;
  });
  // Also where an attempt died after its rows: asking twice changes nothing.
  if (!older || !replaceable.includes(older.state)) return;
  const { projectId, id: runId, kind, engine } = older;
  await tellCancel(temporal, { orgId, projectId, runId, kind, engine }, supersedeId(runId, id));
}

const supersedeId = (runId: string, pullRequestId: string) => v5(`superseded-by:${pullRequestId}`, runId);

const words = 'Its pull request holds something else by now, which is planned anew.';
