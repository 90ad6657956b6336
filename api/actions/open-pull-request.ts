/** Keeps the wish to open a run's revision as a pull request, then tells its workflow. */
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { askForPullRequest, type PullRequestRow, readPullRequest } from '../../db/pull-requests.ts';
import { requireRepoLink } from '../../db/repo-links.ts';
import { readRun } from '../../db/run-views.ts';
import type { Run } from '../../db/runs.ts';
import { conflict } from '../../platform/errors.ts';
import { nudgePullRequest } from '../../platform/nudges.ts';
import { pullRequestBranch, pullRequestTitle } from '../../platform/places/repository-host.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

/** What people turned down, or what came to nothing, is not to be merged. */
const openable: Run['state'][] = [
  'queued',
  'gating',
  'planning',
  'evaluating',
  'planned',
  'awaiting_approval',
  'approved',
  'verifying',
  'applying',
  'applied',
  'partial',
];

export async function openPullRequest(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  runId: string,
  { id = crypto.randomUUID(), title }: { id?: string; title?: string },
): Promise<PullRequestRow> {
  const { orgId, userId } = actor;
  const found = await inOrg(db, scopeOf(actor), async (tx) => {
    const { run, revisionReason } = await readRun(tx, runId);
    if (run.kind === 'destroy')
      throw conflict('This run destroys what its files describe, so there is nothing to merge.');
    if (!openable.includes(run.state)) {
      throw conflict(`This run is ${run.state.replaceAll('_', ' ')}. Propose the change again, then open that one.`);
    }
    const { integrationId, repository } = await requireRepoLink(tx, run.projectId);
    const asked = await askForPullRequest(tx, {
      id,
      orgId,
      projectId: run.projectId,
      integrationId,
      repository,
      branch: pullRequestBranch(id),
      title: title ?? pullRequestTitle(revisionReason),
      revisionId: run.revisionId,
      runId,
      sessionId: run.sessionId,
      openedBy: userId,
    });
    if (asked.id === id) {
      const subject = { kind: 'pull_request', id };
      await appendAudit(
        tx,
        orgId,
        auditBy(actor, { action: 'pull_request.ask', subject, detail: { runId, repository } }),
      );
    }
    return readPullRequest(tx, asked.id);
  });
  await nudgePullRequest(temporal, { orgId, pullRequestId: found.pullRequest.id });
  return found;
}
