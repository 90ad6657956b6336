/** Brings check and comment up to what the rows say now. */
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { inOrg } from '../../db/client.ts';
import { changePullRequest, findPullRequest } from '../../db/pull-requests.ts';
import { linkOf } from '../../db/repo-links.ts';
import { findRun } from '../../db/runs.ts';
import { projects } from '../../db/schema/index.ts';
import type { OfPullRequest } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHost } from './host.ts';
import { commentText, markerOf, runUrl, standingOf, type Told } from './text.ts';

/**
 * @param told what was told last, as this answered; the same again asks nobody anything
 * @returns the digest of what is told now
 */
export async function tellOverThere(
  deps: WorkerDeps,
  { told, ...of }: OfPullRequest & { told: string | null },
): Promise<string | null> {
  const facts = await read(deps, of);
  const { pullRequest, run } = facts;
  const { number, repository, headSha } = pullRequest;
  if (number === null || !headSha) return told;
  const [body, standing] = [commentText(facts), standingOf(facts)];
  const digest = createHash('sha256')
    .update(JSON.stringify([headSha, body, standing]))
    .digest('hex');
  if (digest === told) return told;
  await withHost(deps, pullRequest, async (host) => {
    const marker = markerOf(pullRequest.id);
    const commentId = await host.tellComment({ repository, number, id: pullRequest.commentId, marker, body });
    await inOrg(deps.db, of, (tx) => changePullRequest(tx, pullRequest.id, { commentId }));
    const name = `aurora: ${facts.projectName}`;
    const check = { repository, sha: headSha, name, ...standing, summary: body, url: facts.runUrl };
    const checkId = await host.tellCheck(check);
    const shown = run?.state === 'awaiting_approval' ? (run.seal?.planSha256 ?? null) : pullRequest.shownPlanSha256;
    await inOrg(deps.db, of, (tx) => changePullRequest(tx, pullRequest.id, { checkId, shownPlanSha256: shown }));
  });
  return digest;
}

function read({ db, config }: WorkerDeps, of: OfPullRequest): Promise<Told> {
  return inOrg(db, of, async (tx) => {
    const pullRequest = await findPullRequest(tx, of.pullRequestId);
    const link = await linkOf(tx, pullRequest);
    const [project] = await tx
      .select({ name: projects.name })
      .from(projects)
      .where(eq(projects.id, pullRequest.projectId));
    const run = pullRequest.runId ? await findRun(tx, pullRequest.runId) : null;
    const url = run ? runUrl(config, run.id) : config.WEB_URL;
    const applyOn = link?.applyOn ?? 'page';
    return { pullRequest, run, projectName: project?.name ?? '', applyOn, runUrl: url };
  });
}
