/** The client against a GitHub that misbehaves: what its failures mean, and that a repeat changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuroraError } from '../../platform/errors.ts';
import { makeOutboundFetch } from '../../platform/outbound.ts';
import { githubHost } from '../../platform/places/github.ts';
import type { RepositoryHost } from '../../platform/places/repository-host.ts';
import { type GithubServer, startGithub } from '../support/github-server/server.ts';

const repository = 'acme/infra';
const files = {
  'prod/main.tf': 'terraform {}\n',
  'prod/run.sh': '#!/bin/sh\n',
  'other/x.tf': '# x\n',
  'logo.svg': '<svg/>',
};

describe('GitHub as a repository host', () => {
  let github: GithubServer;
  let host: RepositoryHost;
  const open = (token: string) =>
    githubHost({ apiUrl: github.url }, { token }, makeOutboundFetch([new URL(github.url).host]));

  beforeEach(async () => {
    github = await startGithub({ files });
    host = await open('ghp_good');
  });
  afterEach(() => github.stop());

  const failureOf = async (call: Promise<unknown>): Promise<AuroraError> => {
    const error = await call.then(
      () => new Error('It did not fail.'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AuroraError)) throw error;
    return error;
  };

  /** What Temporal does with what may be tried again, without its patience. */
  async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof AuroraError) || !error.retryable || tries > 200) throw error;
      }
    }
  }

  const change = async () => ({
    repository,
    branch: 'aurora/1',
    parentSha: await host.head(repository, 'main'),
    folder: 'prod',
    files: { 'main.tf': 'terraform {}\n', 'new.tf': '# new: ü\n' },
    message: 'A change',
  });

  it('reads one folder at one commit, and writes exactly its files beside everything else', async () => {
    const sha = await host.head(repository, 'main');
    expect(await host.readFolder({ repository, sha, folder: 'prod' })).toEqual({
      'main.tf': 'terraform {}\n',
      'run.sh': '#!/bin/sh\n',
    });
    expect(await host.folderId({ repository, sha, folder: 'nowhere/deep' })).toBeNull();
    const pushed = await host.pushFolder(await change());
    expect(github.repository.git.commits.get(pushed)?.parents).toEqual([sha]);
    expect(github.repository.filesAt('aurora/1')).toEqual({
      'prod/main.tf': 'terraform {}\n',
      'prod/new.tf': '# new: ü\n',
      'other/x.tf': '# x\n',
      'logo.svg': '<svg/>',
    });
    expect(await host.readFolder({ repository, sha: pushed, folder: 'prod' })).toEqual((await change()).files);
  });

  it('makes one branch, one pull request, one comment and one check of any number of attempts', async () => {
    github.faults.set({ seed: 11, secondary: 0.1, server: 0.15, drop: 0.1, primary: 0.05 });
    const wanted = await patiently(change);
    for (let round = 0; round < 4; round += 1) {
      const sha = await patiently(() => host.pushFolder(wanted));
      const about = { repository, branch: 'aurora/1', base: 'main', title: 'A change', body: 'Text' };
      const { number } = await patiently(() => host.openPullRequest(about));
      const said = { repository, number, id: null, marker: '<!-- ours -->', body: `Round ${round}` };
      await patiently(() => host.tellComment(said));
      const check = {
        repository,
        sha,
        name: 'aurora',
        state: 'passed',
        title: 't'.repeat(500),
        summary: '',
        url: 'https://a.test',
      } as const;
      await patiently(() => host.tellCheck(check));
    }
    expect(Object.values(github.faults.counts).reduce((sum, count) => sum + count)).toBeGreaterThan(10);
    expect(github.repository.pulls).toHaveLength(1);
    expect(github.repository.refs.size).toBe(2);
    expect(github.repository.comments.map(({ body }) => body)).toEqual(['<!-- ours -->\nRound 3']);
    expect(github.repository.statuses.at(-1)).toMatchObject({ state: 'success', context: 'aurora' });
  });

  it('says of each refusal whether to wait, how long, and what people can do', async () => {
    const ask = () => host.head(repository, 'main');
    github.faults.set({ seed: 1, secondary: 1 });
    expect(await failureOf(ask())).toMatchObject({ code: 'cloud_throttled', retryable: true, retryAfterMs: 1_000 });
    github.faults.set({ seed: 1, primary: 1 });
    const primary = await failureOf(ask());
    expect(primary).toMatchObject({ code: 'cloud_throttled', retryable: true });
    expect(primary.retryAfterMs).toBeLessThanOrEqual(2_000);
    github.faults.set({ seed: 1, server: 1 });
    expect(await failureOf(ask())).toMatchObject({ code: 'cloud_failed', retryable: true });
    github.faults.set({ seed: 1, drop: 1 });
    expect(await failureOf(ask())).toMatchObject({ code: 'cloud_failed', retryable: true });
    github.faults.set({ seed: 1 });
    expect(await failureOf((await open('ghp_expired')).whoAmI())).toMatchObject({
      code: 'credentials_rejected',
      retryable: false,
    });
    const reader = await open('ghp_reader');
    expect(await failureOf(reader.pushFolder(await change()))).toMatchObject({
      code: 'cloud_denied',
      retryable: false,
    });
    expect(await failureOf(host.head(repository, 'gone'))).toMatchObject({ code: 'not_found' });
  });

  it('merges exactly the commit that was named, and tells why it cannot', async () => {
    const sha = await host.pushFolder(await change());
    const { number } = await host.openPullRequest({
      repository,
      branch: 'aurora/1',
      base: 'main',
      title: 'A',
      body: '',
    });
    expect(await host.merge(repository, number, 'f'.repeat(40))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('Head branch was modified'),
    });
    github.repository.mergeRefusal = 'At least 1 approving review is required.';
    expect(await host.merge(repository, number, sha)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('approving review'),
    });
    github.repository.mergeRefusal = null;
    const merged = await host.merge(repository, number, sha);
    expect(merged).toEqual({ kind: 'merged', sha: github.repository.head('main') });
    expect(await host.merge(repository, number, sha)).toEqual(merged);
  });

  it('signs in as an App, and keeps check runs there', async () => {
    const settings = { apiUrl: github.url, github: { auth: 'app', appId: '7', installationId: '99' } } as const;
    const fetch = makeOutboundFetch([new URL(github.url).host]);
    const app = await githubHost(settings, { privateKey: github.privateKey }, fetch);
    expect(await app.whoAmI()).toEqual({ id: '7', name: 'aurora' });
    const sha = await app.head(repository, 'main');
    const check = { repository, sha, name: 'aurora', title: 'Planning', summary: '', url: 'https://a.test' };
    await app.tellCheck({ ...check, state: 'running' });
    await app.tellCheck({ ...check, state: 'passed', title: 'Done' });
    expect(github.repository.checks).toMatchObject([
      { status: 'completed', conclusion: 'success', output: { title: 'Done' } },
    ]);
    const elsewhere = { ...settings, github: { ...settings.github, installationId: '1' } };
    const other = await githubHost(elsewhere, { privateKey: github.privateKey }, fetch);
    expect((await failureOf(other.whoAmI())).retryable).toBe(false);
  });

  it('does not go to an address that is not allowed', async () => {
    const closed = await githubHost({ apiUrl: github.url }, { token: 'ghp_good' }, makeOutboundFetch([]));
    expect(await failureOf(closed.whoAmI())).toMatchObject({ code: 'bad_request', retryable: false });
    expect(github.requests).toEqual([]);
  });
});
