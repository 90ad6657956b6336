/** From a sentence in a conversation to an applied change, by a merge on GitHub. */
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import { auditEntries } from '../../db/schema/index.ts';
import { newSandboxKeyId, sandboxAccountOf } from '../../platform/sandbox.ts';
import { type GithubPlace, makeGithubPlace } from '../support/github-server/place.ts';
import { bucketProject } from '../support/terraform-files.ts';
import { quietRuntime, stackIsUp } from '../support/world.ts';

const graceThere = { id: 501, login: 'grace-h' };
const existing = Object.fromEntries(
  Object.entries(bucketProject(`before-${Date.now()}`)).map(([path, text]) => [`prod/${path}`, text]),
);

describe.skipIf(!stackIsUp)('a pull request of a conversation', () => {
  let place: GithubPlace;
  let grace: Caller;

  beforeAll(async () => {
    quietRuntime();
    place = await makeGithubPlace({ files: { ...existing, 'README.md': 'Ours' } });
    grace = await place.api.join(place.ada, 'approver');
  });
  afterAll(() => place.close());

  it('goes from a chat over a merge to an applied change, and says so where it was merged', async () => {
    const { github, ada, ask } = place;
    expect(place.integration).toMatchObject({ state: 'connected', reason: null });
    const projectId = await place.linked('merge');
    const bucket = `access-logs-${Date.now()}`;
    const session = await ask<{ id: string }>(ada, 'POST', '/sessions', { projectId });
    const text = `Create a private S3 bucket named ${bucket}`;
    await ask(ada, 'POST', `/sessions/${session.id}/messages`, { id: crypto.randomUUID(), text });

    const pull = await place.until('the pull request is open', () => github.repository.pulls[0] ?? null);
    // GitHub has the pull request a moment before Aurora has its answer, and with it the run.
    const { id: runId } = await place.until('the run is there', async () => (await place.runsOf(projectId))[0] ?? null);
    const waiting = await place.runIs(runId, 'awaiting_approval');
    const comment = await place.until('the plan is told', () => place.comment(1) || null);
    expect(comment).toContain(waiting.planSha256 ?? 'no plan');
    expect(comment).toContain(`/runs/${runId}`);
    expect(comment).toMatch(/Cost: /);
    const status = await place.until('the check is there', () => place.status(pull.headSha) ?? null);
    expect(status).toMatchObject({ state: 'success', context: expect.stringContaining('aurora: ') });
    expect(status.description).toMatch(/Planned: .*Merging approves it/);
    const onBranch = github.repository.filesAt(pull.headBranch);
    expect(Object.values(onBranch).join('\n')).toContain(bucket);
    expect(onBranch['README.md']).toBe('Ours');

    await place.link(grace, graceThere, 1);
    const mergedSha = await github.merge(1, graceThere);
    await place.runIs(runId, 'applied');
    const s3 = new S3Client({
      endpoint: process.env.SANDBOX_AWS_ENDPOINT,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: newSandboxKeyId(sandboxAccountOf(place.orgId)), secretAccessKey: 'sandbox' },
    });
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));

    const told = await place.until('the end is told', () =>
      place.comment(1).includes('Applied') ? place.comment(1) : null,
    );
    expect(told).toContain('Merged by grace-h, which approved the plan');
    // The check is written behind the comment.
    const checked = await place.until('the check says it', () => {
      const shown = place.status(pull.headSha);
      return shown && shown.state !== 'pending' ? shown : null;
    });
    expect(checked).toMatchObject({ state: 'success', description: expect.stringMatching(/^Applied/) });
    const [approval] = (await place.run(runId)).approvals;
    expect(approval).toMatchObject({ counted: true, user: { id: grace.signedIn.user.id } });
    expect(await place.pullRequestOf(runId)).toMatchObject({ state: 'merged', mergedSha, sessionId: session.id });
    const link = await ada.get<{ link: { importedSha: string } }>(`/projects/${projectId}/repository`);
    expect(link.body.link.importedSha).toBe(mergedSha);
    expect((await place.runsOf(projectId)).map(({ id }) => id)).toEqual([runId]);
    const audit = await inOrg(place.world.deps.db, { orgId: place.orgId }, (tx) =>
      tx.select().from(auditEntries).orderBy(desc(auditEntries.seq)),
    );
    expect(audit.map(({ action, outcome, actorKind }) => [action, outcome, actorKind])).toEqual(
      expect.arrayContaining([
        ['run.approve', 'ok', 'github'],
        ['pull_request.merge', 'ok', 'github'],
        ['pull_request.open', 'ok', 'system'],
        ['identity.link', 'ok', 'github'],
        ['repository.link', 'ok', 'person'],
      ]),
    );
    // The push and the close of the merge both came; whichever came last changed nothing.
    const handled = await place.until('all webhooks are taken up', async () => {
      const { rows } = await inOrg(place.world.deps.db, { orgId: place.orgId }, (tx) =>
        tx.execute<{ event: string; outcome: string | null }>('select event, outcome from inbound_hooks'),
      );
      return rows.every(({ outcome }) => outcome !== null) ? rows : null;
    });
    expect(handled.map(({ event }) => event)).toContain('push');
    expect((await place.runsOf(projectId)).length).toBe(1);
  }, 480_000);
});
