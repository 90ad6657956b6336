/**
 * A merge is somebody's decision, where the project says so: the person's who merged, for the plan that the check
 * showed, if what was merged is byte for byte what was planned. It meets the rules of every other decision, in
 * `db/decide.ts`. Whatever else was merged is planned anew and waits for people in Aurora.
 */
import { v5 } from 'uuid';
import { appendAudit } from '../../db/audit.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { decide } from '../../db/decide.ts';
import { memberBehind } from '../../db/identity-links.ts';
import { findIntegration } from '../../db/integrations.ts';
import { isFinal } from '../../db/model/states.ts';
import { changePullRequest, findPullRequest, type PullRequest } from '../../db/pull-requests.ts';
import { keepImport, linkOf, noteImport, type RepoLink } from '../../db/repo-links.ts';
import { revisionById } from '../../db/revisions.ts';
import { listApprovals } from '../../db/run-views.ts';
import { findRun, insertRun, type Run } from '../../db/runs.ts';
import { AuroraError } from '../../platform/errors.ts';
import { startRunWorkflow, tellDecision } from '../../platform/nudges.ts';
import { type FolderRevision, folderRevision } from '../../platform/places/folder-revision.ts';
import type { HostAccount, PullRequestFacts } from '../../platform/places/repository-host.ts';
import type { OfPullRequest, RunEngine } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { enginesFor } from './engines.ts';
import { withHost } from './host.ts';
import { replaceRun } from './replace-run.ts';
import { type Verdict, words } from './words.ts';

type Merged = { sha: string; by: HostAccount };
type Case = {
  of: OfPullRequest;
  pullRequest: PullRequest;
  link: RepoLink;
  merged: Merged;
  /** What the folder holds after the merge; words where that cannot be a revision. */
  found: FolderRevision | { reason: string };
  run: Run | null;
  /** What the run was planned from is exactly what was merged. */
  same: boolean;
};

/** Repeated, it comes to the same: decision, revision and run have ids made from the merge. */
export async function settleMerge(deps: WorkerDeps, of: OfPullRequest): Promise<void> {
  const { pullRequest, link } = await inOrg(deps.db, of, async (tx) => {
    const row = await findPullRequest(tx, of.pullRequestId);
    return { pullRequest: row, link: await linkOf(tx, row) };
  });
  const { number, repository, state } = pullRequest;
  if (state === 'merged' || number === null || !link) return;
  await withHost(deps, pullRequest, async (host) => {
    const facts = await host.readPullRequest(repository, number);
    if (!facts.merged) return;
    if (facts.base !== link.branch) return settleElsewhere(deps, of, facts);
    const { sha } = facts.merged;
    const found = await folderRevision({ host, storage: deps.storage }, link, {
      repository,
      sha,
      folder: link.folder,
    }).catch(unusable);
    const planned = await inOrg(deps.db, of, (tx) => plannedOf(tx, pullRequest));
    const same = !('reason' in found) && found.filesSha256 === planned?.filesSha256;
    await settle(deps, { of, pullRequest, link, merged: facts.merged, found, run: planned?.run ?? null, same });
  });
}

const unusable = (error: unknown): { reason: string } => {
  if (error instanceof AuroraError && error.code === 'unprocessable') return { reason: error.userMessage };
  throw error;
};

async function plannedOf(tx: Tx, { runId }: PullRequest): Promise<{ run: Run; filesSha256: string } | null> {
  if (runId === null) return null;
  const run = await findRun(tx, runId);
  return { run, filesSha256: (await revisionById(tx, run.revisionId)).filesSha256 };
}

async function settleElsewhere(deps: WorkerDeps, of: OfPullRequest, { base, merged }: PullRequestFacts): Promise<void> {
  const change = { state: 'merged', mergedSha: merged?.sha ?? null, reason: words.elsewhere(base) } as const;
  await inOrg(deps.db, of, (tx) => changePullRequest(tx, of.pullRequestId, change));
}

async function settle(deps: WorkerDeps, one: Case): Promise<void> {
  const verdict = await judge(deps, one);
  const { of, pullRequest, link, merged, found, run, same } = one;
  const { orgId, pullRequestId } = of;
  const { projectId } = link;
  const goesOn = same && run !== null && run.kind === 'apply' && (!isFinal(run.state) || isDone(run.state));
  const requester = goesOn || 'reason' in found ? null : await whoRequests(deps, one);
  const anew =
    requester && !('reason' in found) ? { found, requester, runId: v5(`merged:${merged.sha}`, pullRequestId) } : null;

  let started: { id: string; engine: RunEngine }[] = [];
  const conclude = async (tx: Tx): Promise<void> => {
    if ('reason' in found) return noteImport(tx, projectId, { reason: found.reason });
    const changed = await enginesFor(tx, projectId, found.files);
    const why = `Merged as pull request #${pullRequest.number}`;
    const { revision } = await keepImport(tx, link, found, { authorId: anew?.requester ?? null, why });
    if (!anew) return;
    const own = run?.engine ?? changed[0] ?? 'terraform';
    const beside = changed.filter((engine) => engine !== own);
    started = [
      { id: anew.runId, engine: own },
      ...beside.map((engine) => ({ id: v5(`merged:${merged.sha}:${engine}`, pullRequestId), engine })),
    ];
    const row = { orgId, projectId, revisionId: revision.id, kind: 'apply', requestedBy: anew.requester } as const;
    for (const one of started) await insertRun(tx, { ...row, ...one });
    await changePullRequest(tx, pullRequestId, { revisionId: revision.id });
  };
  await replaceRun(deps, pullRequest, {
    state: 'merged',
    mergedSha: merged.sha,
    reason: words.settled(verdict, anew !== null),
    run: anew ? { id: anew.runId, kind: 'apply' } : run,
    before: conclude,
    last: (tx) => audit(tx, one, verdict),
  });
  for (const { id: runId, engine } of started) {
    await startRunWorkflow(deps.temporal, { orgId, projectId, runId, kind: 'apply', engine });
  }
}

const isDone = (state: Run['state']) => state === 'applied' || state === 'no_changes';

async function judge(deps: WorkerDeps, one: Case): Promise<Verdict> {
  const { link, merged, found, run, same, pullRequest } = one;
  const by = merged.by.name;
  if ('reason' in found) return { kind: 'unreadable', by, why: found.reason };
  if (link.applyOn === 'page') return { kind: 'no_decision', by };
  if (!run || run.kind === 'plan') return { kind: 'not_ours', by };
  const before = await decidedBefore(deps, one, run);
  if (before) return before;
  if (isDone(run.state) || ['approved', 'verifying', 'applying'].includes(run.state)) return { kind: 'decided', by };
  if (!same) return { kind: 'refused', by, why: words.otherContent };
  if (isFinal(run.state)) return { kind: 'refused', by, why: words.over(run) };
  if (!pullRequest.shownPlanSha256) return { kind: 'refused', by, why: words.nothingShown };
  return decideAs(deps, one, run, pullRequest.shownPlanSha256);
}

/** An attempt that died after the decision: what came of it holds, whatever the run has become since. */
async function decidedBefore({ db }: WorkerDeps, { of, merged }: Case, run: Run): Promise<Verdict | null> {
  const approvals = await inOrg(db, of, (tx) => listApprovals(tx, run.id));
  const mine = approvals.find(({ approval }) => approval.id === decisionId(of, merged))?.approval;
  const by = merged.by.name;
  if (!mine) return null;
  return mine.counted === false ? { kind: 'refused', by, why: mine.refusal ?? '' } : { kind: 'approved', by };
}

const decisionId = ({ pullRequestId }: OfPullRequest, { sha }: Merged) => v5(`merge:${sha}`, pullRequestId);

async function decideAs(deps: WorkerDeps, one: Case, run: Run, planSha256: string): Promise<Verdict> {
  const { of, link, merged } = one;
  const { member, kind } = await inOrg(deps.db, of, async (tx) => ({
    member: await memberBehind(tx, link.integrationId, merged.by.id),
    kind: (await findIntegration(tx, link.integrationId)).kind,
  }));
  const by = merged.by.name;
  if (member === 'unlinked') return { kind: 'refused', by, why: words.unlinked(by) };
  if (member === 'gone') return { kind: 'refused', by, why: words.gone(by) };
  const comment = `Merged pull request #${one.pullRequest.number} as ${by}.`;
  const given = { id: decisionId(of, merged), decision: 'approve', planSha256, comment } as const;
  try {
    await decide(deps.db, member, run.id, given, {
      tell: (runId, approvalId) => tellDecision(deps.temporal, runId, approvalId),
      via: { kind, id: merged.by.id, name: by },
    });
    return { kind: 'approved', by };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable) throw error;
    return { kind: 'refused', by, why: error.userMessage };
  }
}

/** Who stands for the run of what was merged: the merger where they are a member, else who linked or proposed. */
function whoRequests({ db }: WorkerDeps, { of, link, merged, run, pullRequest }: Case): Promise<string | null> {
  return inOrg(db, of, async (tx) => {
    const member = await memberBehind(tx, link.integrationId, merged.by.id);
    if (typeof member === 'object') return member.userId;
    return run?.requestedBy ?? pullRequest.openedBy ?? link.createdBy;
  });
}

async function audit(tx: Tx, { of, link, merged, run, pullRequest }: Case, verdict: Verdict): Promise<void> {
  const { kind } = await findIntegration(tx, link.integrationId);
  const why = 'why' in verdict ? { why: verdict.why } : {};
  await appendAudit(tx, of.orgId, {
    action: 'pull_request.merge',
    outcome: verdict.kind === 'refused' ? 'refused' : 'ok',
    actor: { kind, id: merged.by.id, name: merged.by.name },
    subject: { kind: 'pull_request', id: of.pullRequestId },
    detail: { verdict: verdict.kind, runId: run?.id ?? null, sha: merged.sha, number: pullRequest.number, ...why },
  });
}
