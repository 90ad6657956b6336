/** Decisions in Aurora, pull requests of people over there, and pushes: by an App, on a GitHub that misbehaves. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../api/testing/world.ts';
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
  }, 480_000);
});
