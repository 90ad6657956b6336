/** Whoever shows a run on a pull request has to look again. Called by the step that moves it, so a retry repeats it. */
import { v5 } from 'uuid';
import { inOrg, type Tx } from '../../db/client.ts';
import { askForPullRequest, pullRequestOfRun, toldOfRun } from '../../db/pull-requests.ts';
import { findRepoLink } from '../../db/repo-links.ts';
import { revisionById } from '../../db/revisions.ts';
import { findRun } from '../../db/runs.ts';
import { nudgePullRequest } from '../../platform/nudges.ts';
import { pullRequestBranch, pullRequestTitle } from '../../platform/places/repository-host.ts';
import type { ProvisioningRunInput, RunState } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';

/** Between these nobody over there sees a difference. */
const quiet: RunState[] = ['queued', 'gating', 'planning', 'evaluating', 'verifying', 'applying'];

export async function runMovedInRepositories(
  { db, temporal }: Pick<WorkerDeps, 'db' | 'temporal'>,
  { orgId, runId }: ProvisioningRunInput,
  state: RunState,
): Promise<void> {
  if (quiet.includes(state)) return;
  const told = await inOrg(db, { orgId }, async (tx) => {
    if (state === 'awaiting_approval') await openByItself(tx, runId);
    return toldOfRun(tx, runId);
  });
  for (const { id } of told) await nudgePullRequest(temporal, { orgId, pullRequestId: id });
}

/**
 * Where merging is how people decide, what a conversation proposes has to be there to be merged. Only once it is
 * planned: what the gate or Terraform refuses is mended in the conversation, and bothers nobody over there.
 */
async function openByItself(tx: Tx, runId: string): Promise<void> {
  const { orgId, projectId, sessionId, revisionId, kind, requestedBy } = await findRun(tx, runId);
  if (!sessionId || kind !== 'apply' || (await pullRequestOfRun(tx, runId))) return;
  const link = await findRepoLink(tx, projectId);
  if (link?.applyOn !== 'merge') return;
  const { reason } = await revisionById(tx, revisionId);
  const { integrationId, repository } = link;
  const id = v5('pull-request', runId);
  const what = { id, branch: pullRequestBranch(id), title: pullRequestTitle(reason) };
  const from = { revisionId, runId, sessionId, openedBy: requestedBy };
  await askForPullRequest(tx, { ...what, ...from, orgId, projectId, integrationId, repository });
}
