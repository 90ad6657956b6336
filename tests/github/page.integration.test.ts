/** Decisions in Aurora, pull requests of people over there, and pushes: by an App, on a GitHub that misbehaves. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepSchedules } from '../../api/schedule-keeper.ts';
import type { Caller } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import type { Run } from '../../web/lib/api-types.generated.ts';
import { scheduleIds } from '../../workflows/messages.ts';
import { type GithubPlace, makeGithubPlace } from '../support/github-server/place.ts';
import { roleProject } from '../support/terraform-files.ts';
import { quietRuntime, stackIsUp } from '../support/world.ts';

const colleague = { id: 700, login: 'colleague' };
const stranger = { id: 701, login: 'stranger' };
const name = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;
const inProd = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`prod/${path}`, text]));

describe.skipIf(!stackIsUp)('a project whose changes are decided in Aurora', () => {
  let place: GithubPlace;
  let grace: Caller;

  beforeAll(async () => {
    quietRuntime();
    place = await makeGithubPlace({ files: { ...inProd(roleProject(name('first'))), 'docs/a.md': 'A' }, auth: 'app' });
    grace = await place.api.join(place.ada, 'approver');
  });
  afterAll(() => place.close());

  const check = (sha: string) => place.github.repository.checks.find((one) => one.sha === sha);

  it('merges what was applied, at exactly that commit, whatever GitHub does meanwhile', async () => {
    const { github } = place;
    const projectId = await place.linked('page');
    const files = roleProject(name('applied'));
    const runId = await place.proposed(projectId, files);
    github.faults.set({ seed: 5, secondary: 0.05, server: 0.08, drop: 0.05, slow: 0.05 });
    await place.ask(place.ada, 'POST', `/runs/${runId}/pull-request`, { title: 'By hand' });
    const open = await place.until('the plan is shown', async () => {
      const found = await place.pullRequestOf(runId);
      return found?.headSha && check(found.headSha)?.output.title.startsWith('Waits for a decision') ? found : null;
    });
    expect(check(open.headSha ?? '')).toMatchObject({ status: 'in_progress' });
    await place.approve(grace, runId);
    await place.runIs(runId, 'applied');
    const merged = await place.until('it is merged', async () => {
      const found = await place.pullRequestOf(runId);
      return found?.state === 'merged' ? found : null;
    });
    github.faults.set({ seed: 5 });
    expect(github.repository.pull(1).merged).toMatchObject({ sha: merged.mergedSha, by: { login: 'aurora[bot]' } });
    expect(github.repository.filesAt('main')).toEqual({ ...inProd(files), 'docs/a.md': 'A' });
    await place.until('the end is told', () => check(merged.headSha ?? '')?.conclusion === 'success' || null);
    expect(place.comment(1)).toContain('Applied');
    expect((await place.runsOf(projectId)).length).toBe(1);
    await place.ask(place.ada, 'DELETE', `/projects/${projectId}/repository`);
  }, 480_000);

  it('plans what people open over there, not what comes from strangers, and imports what is pushed', async () => {
    const { github } = place;
    const projectId = await place.linked('page');
    const wanted = { branch: 'a-change', title: 'More roles', author: colleague };
    const { number } = await github.openPull({ ...wanted, changes: inProd(roleProject(name('one'), name('two'))) });
    const first = await place.until('it is planned', async () => {
      const [found] = await place.pullRequests(projectId);
      return found?.runState === 'planned' && place.comment(number).includes('Planned') ? found : null;
    });
    expect(first).toMatchObject({ number, author: 'colleague', state: 'open' });
    expect(place.comment(number)).toContain('This plan is for reading');
    const latest = (await place.ada.get<{ number: number }>(`/projects/${projectId}/revisions/latest`)).body.number;
    expect(latest).toBe(1);

    await github.push('a-change', inProd(roleProject(name('three'))), colleague);
    const again = await place.until('the new head is planned', async () => {
      const [found] = await place.pullRequests(projectId);
      return found?.runId !== first.runId && found?.runState === 'planned' ? found : null;
    });
    expect(again.headSha).toBe(github.repository.head('a-change'));

    const changes = inProd(roleProject(name('evil')));
    const fork = await github.openPull({
      branch: 'b',
      title: 'Trust me',
      author: stranger,
      changes,
      fork: 'stranger/infra',
    });
    await place.until('it is told', () => (place.comment(fork.number).includes('comes from a fork') ? true : null));
    expect(check(fork.headSha)).toMatchObject({ conclusion: 'neutral' });
    const docs = await github.openPull({
      branch: 'c',
      title: 'Words',
      author: colleague,
      changes: { 'docs/a.md': 'B' },
    });
    await github.close(fork.number, stranger);

    const sha = await github.push('main', inProd(roleProject(name('pushed'))), colleague);
    const pushed = await place.until('what was pushed is planned', async () => {
      const runs = await place.runsOf(projectId);
      return runs.find(({ state, kind }) => kind === 'apply' && state === 'awaiting_approval') ?? null;
    });
    expect(pushed.revisionReason).toContain(sha);
    expect((await place.pullRequests(projectId)).map((one) => one.number)).toEqual([fork.number, number]);
    expect(place.comment(docs.number)).toBe('');
    expect((await place.runsOf(projectId)).length).toBe(3);
    await place.ask(place.ada, 'POST', `/runs/${pushed.id}/cancel`, { id: randomUUID() });
    await place.ask(place.ada, 'DELETE', `/projects/${projectId}/repository`);
  }, 480_000);

  it('finds what was pushed when no webhook came, and plans what changed with the engine that it is for', async () => {
    const { github, ada, api } = place;
    const projectId = await place.linked('page');
    const cluster = { name: name('shop'), projectId, clusterUid: randomUUID(), kubeconfig: '{}' };
    await place.ask(ada, 'POST', '/connections/kubernetes', cluster);
    const scheduleId = scheduleIds.repositoryLook(place.integration.id);
    await place.until('the branch is looked at by itself', async () => {
      await keepSchedules(api.deps);
      const { schedule } = place.world.deps.temporal.client;
      return schedule
        .getHandle(scheduleId)
        .describe()
        .catch(() => null);
    });
    const look = () => place.world.deps.temporal.client.schedule.getHandle(scheduleId).trigger();
    const enginesAt = async (sha: string): Promise<Run[]> =>
      (await place.runsOf(projectId)).filter(({ revisionReason }) => revisionReason?.includes(sha));
    // Nothing is behind this cluster's keys, so that runs on it may have ended by themselves.
    const cancel = async (runs: Run[]) => {
      for (const { id } of runs) await ada.send('POST', `/runs/${id}/cancel`, { id: randomUUID() });
    };

    github.hooks.holding = true;
    const manifest = (image: string) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { image } });
    const both = { ...roleProject(name('lost')), 'kubernetes/web.json': manifest('one') };
    const first = await github.push('main', inProd(both), colleague);
    await look();
    const runs = await place.until('both are planned', async () => {
      const found = await enginesAt(first);
      return found.length > 1 ? found : null;
    });
    expect(runs.map(({ engine }) => engine).sort()).toEqual(['kubernetes', 'terraform']);
    await cancel(runs);

    const second = await github.push('main', inProd({ 'kubernetes/web.json': manifest('two') }), colleague);
    await look();
    await place.until('the manifests are planned', async () => ((await enginesAt(second)).length > 0 ? true : null));
    const [only, ...others] = await enginesAt(second);
    expect([only?.engine, others]).toEqual(['kubernetes', []]);
    // The webhook comes after all, and changes nothing.
    github.hooks.holding = false;
    for (const delivery of github.hooks.held.splice(0)) expect(await github.hooks.deliver(delivery)).toBe(202);
    await place.until('they are taken up', async () => {
      const { rows } = await inOrg(api.deps.db, { orgId: place.orgId }, (tx) =>
        tx.execute<{ open: number }>('select count(*)::int as open from inbound_hooks where handled_at is null'),
      );
      return rows[0]?.open === 0 || null;
    });
    expect(await enginesAt(second)).toHaveLength(1);
    if (only) await cancel([only]);

    const wanted = { branch: 'manifests', title: 'Another image', author: colleague };
    const three = { ...wanted, changes: inProd({ 'kubernetes/web.json': manifest('three') }) };
    const { number, headSha } = await github.openPull(three);
    const [shown] = await place.until('it is planned', async () => {
      const found = await enginesAt(headSha);
      return found.length > 0 ? found : null;
    });
    expect([shown?.kind, shown?.engine]).toEqual(['plan', 'kubernetes']);
    await github.push(wanted.branch, inProd(roleProject(name('beside'))), colleague);
    const mergedSha = await github.merge(number, colleague);
    const settled = await place.until('both are planned', async () => {
      const found = await enginesAt(mergedSha);
      return found.length > 1 ? found : null;
    });
    expect(settled.map(({ engine, kind }) => `${engine} ${kind}`).sort()).toEqual([
      'kubernetes apply',
      'terraform apply',
    ]);
    await cancel(settled);
  }, 480_000);
});
