/** Merges that approve nothing, webhooks that are nobody's, and workers that die in between. */
import { randomUUID } from 'node:crypto';
import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import { auditEntries, inboundHooks } from '../../db/schema/index.ts';
import type { Run } from '../../web/lib/api-types.generated.ts';
import { type GithubPlace, makeGithubPlace } from '../support/github-server/place.ts';
import { roleProject } from '../support/terraform-files.ts';
import { quietRuntime, stackIsUp } from '../support/world.ts';

const stranger = { id: 900, login: 'mallory' };
const viewerThere = { id: 901, login: 'vera' };
const graceThere = { id: 902, login: 'grace-h' };

const name = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;
const inProd = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`prod/${path}`, text]));

describe.skipIf(!stackIsUp)('merges and webhooks that are refused', () => {
  let place: GithubPlace;
  let vera: Caller;
  let grace: Caller;

  beforeAll(async () => {
    quietRuntime();
    place = await makeGithubPlace({ files: inProd(roleProject(name('first'))) });
    vera = await place.api.join(place.ada, 'viewer');
    grace = await place.api.join(place.ada, 'approver');
  });
  afterAll(() => place.close());

  const auditOf = (action: string) =>
    inOrg(place.world.deps.db, { orgId: place.orgId }, async (tx) => {
      const rows = await tx.select().from(auditEntries).orderBy(desc(auditEntries.seq));
      return rows.filter((row) => row.action === action);
    });

  /** A waiting run whose plan is shown on a pull request of its own. */
  async function shown(projectId: string, role = name('role')) {
    const runId = await place.proposed(projectId, roleProject(role));
    await place.ask(place.ada, 'POST', `/runs/${runId}/pull-request`, {});
    const { number, headSha } = await place.until('the plan is shown', async () => {
      const one = await place.pullRequestOf(runId);
      const told =
        one?.number && place.comment(one.number).includes('Merging approves') && place.status(one.headSha ?? '');
      return told ? one : null;
    });
    return { runId, number: number ?? 0, headSha: headSha ?? '', role };
  }

  const settled = (runId: string) =>
    place.until('the merge is settled', async () => {
      const found = (await place.pullRequestOf(runId)) ?? null;
      return found?.state === 'merged' && found.reason ? found : null;
    });

  it('asks for a member behind the merger, and for their role', async () => {
    const projectId = await place.linked('merge');
    const { runId, number } = await shown(projectId);
    await place.github.merge(number, stranger);
    const first = await settled(runId);
    expect(first.reason).toContain('mallory is not linked to a member');
    await place.until('it is told', () => (place.comment(number).includes('not linked') ? true : null));
    expect((await place.run(runId)).state).toBe('awaiting_approval');
    expect((await place.run(runId)).approvals).toEqual([]);
    expect(await auditOf('pull_request.merge')).toEqual(
      expect.arrayContaining([expect.objectContaining({ outcome: 'refused', actorId: String(stranger.id) })]),
    );

    // The project's next run waits until this one is out of its way.
    await place.ask(place.ada, 'POST', `/runs/${runId}/cancel`, { id: randomUUID() });
    const second = await shown(projectId);
    await place.link(vera, viewerThere, second.number);
    await place.github.merge(second.number, viewerThere);
    const refused = await settled(second.runId);
    expect(refused.reason).toContain('Only approvers and admins');
    const run = await place.run(second.runId);
    expect(run.state).toBe('awaiting_approval');
    expect(run.approvals).toEqual([
      expect.objectContaining({ counted: false, user: expect.objectContaining({ id: vera.signedIn.user.id }) }),
    ]);
    expect(await auditOf('run.approve')).toEqual([
      expect.objectContaining({ outcome: 'refused', actorKind: 'github', actorId: String(viewerThere.id) }),
    ]);
    await place.ask(place.ada, 'POST', `/runs/${second.runId}/cancel`, { id: randomUUID() });
    // Every project of a folder speaks for itself on its pull requests: the next test's project is alone.
    await place.ask(place.ada, 'DELETE', `/projects/${projectId}/repository`);
  }, 480_000);

  it('takes a merge for no other content than was planned, and plans what was merged anew', async () => {
    const projectId = await place.linked('merge');
    const { runId, number } = await shown(projectId);
    await place.link(grace, graceThere, number);
    // Somebody adds to the branch, and merges before anything has looked at it.
    place.github.hooks.holding = true;
    const { headBranch } = place.github.repository.pull(number);
    await place.github.push(headBranch, inProd(roleProject(name('smuggled'))), stranger);
    const mergedSha = await place.github.merge(number, graceThere);
    place.github.hooks.holding = false;
    // In another order than it happened, and the last one twice.
    for (const delivery of [...place.github.hooks.held.reverse(), place.github.hooks.held[0]]) {
      if (delivery) expect(await place.github.hooks.deliver(delivery)).toBe(202);
    }
    place.github.hooks.held.length = 0;
    await place.runIs(runId, 'superseded');
    const pulls = await place.until('the merge is settled', async () => {
      const [first] = await place.pullRequests(projectId);
      return first?.state === 'merged' ? [first] : null;
    });
    expect(pulls[0]?.reason).toContain('somebody added commits');
    const anew = pulls[0]?.runId ?? '';
    expect(anew).not.toBe(runId);
    const waiting = await place.runIs(anew, 'awaiting_approval');
    expect(waiting.revisionReason).toContain(mergedSha);
    expect(waiting.approvals).toEqual([]);
    expect((await place.runsOf(projectId)).filter(({ state }: Run) => state === 'awaiting_approval')).toHaveLength(1);
    await place.ask(place.ada, 'POST', `/runs/${anew}/cancel`, { id: randomUUID() });
  }, 480_000);

  it('listens to nobody who does not know the secret, and to everything once', async () => {
    const { github } = place;
    const kept = () => inOrg(place.world.deps.db, { orgId: place.orgId }, (tx) => tx.select().from(inboundHooks));
    const before = (await kept()).length;
    const push = {
      ref: 'refs/heads/main',
      after: 'a'.repeat(40),
      repository: { full_name: 'acme/infra' },
      sender: { id: 1, login: 'x' },
    };
    expect(await github.hooks.forge('push', push)).toBe(401);
    expect((await kept()).length).toBe(before);
    const genuine = github.hooks.sent.filter(({ status }) => status === 202).at(-1)?.delivery;
    if (!genuine) throw new Error('Nothing was delivered before this.');
    expect(await github.hooks.deliver(genuine)).toBe(202);
    expect(await github.hooks.deliver({ ...genuine, body: `${genuine.body} ` })).toBe(401);
    expect((await kept()).length).toBe(before);
  });
});
