/** A worker that is killed between what took effect over there and what it was told of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../web/lib/api-types.generated.ts';
import { type GithubPlace, makeGithubPlace } from '../support/github-server/place.ts';
import { roleProject } from '../support/terraform-files.ts';
import { quietRuntime, stackIsUp } from '../support/world.ts';

const root = resolve(import.meta.dirname, '../..');

describe.skipIf(!stackIsUp)('a worker that is killed while it opens a pull request', () => {
  let place: GithubPlace;
  let children: ChildProcess[] = [];

  beforeAll(async () => {
    quietRuntime();
    place = await makeGithubPlace({ files: { 'prod/main.tf': 'terraform {}\n' }, worker: false });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await place.close();
  });

  /** Only the queue of conversations and pull requests: no run gets anywhere. */
  function startWorker(): ChildProcess {
    const child = spawn(process.execPath, ['activities/worker.ts'], {
      cwd: root,
      stdio: 'ignore',
      env: {
        ...process.env,
        TEMPORAL_NAMESPACE: place.world.config.TEMPORAL_NAMESPACE,
        OUTBOUND_HOSTS: new URL(place.github.url).host,
        WORKER_QUEUES: 'interactive',
        LOG_LEVEL: 'silent',
      },
    });
    children = [...children, child];
    return child;
  }

  /** The answer to the first such request is never sent: whoever asked is dead by then. */
  function killAt(child: ChildProcess, method: string, path: RegExp): Promise<void> {
    return new Promise((killed) => {
      place.github.interrupt(async (asked, where) => {
        if (asked !== method || !path.test(where) || child.killed) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
        killed();
      });
    });
  }

  it('leaves one branch and one pull request, wherever it was', async () => {
    const projectId = await place.linked('page');
    const contents = roleProject('nobody');
    await place.ask(place.ada, 'POST', `/projects/${projectId}/revisions`, {
      contents,
      reason: 'A change',
      baseNumber: 1,
    });
    const run = await place.ask<Run>(place.ada, 'POST', `/projects/${projectId}/runs`, {});
    await place.ask(place.ada, 'POST', `/runs/${run.id}/pull-request`, {});

    await killAt(startWorker(), 'POST', /\/git\/refs$/);
    expect(place.github.repository.refs.size).toBe(2);
    expect((await place.pullRequestOf(run.id))?.headSha).toBeNull();
    await killAt(startWorker(), 'POST', /\/pulls$/);
    expect(place.github.repository.pulls).toHaveLength(1);
    expect((await place.pullRequestOf(run.id))?.number).toBeNull();
    await killAt(startWorker(), 'POST', /\/issues\/1\/comments$/);
    expect(place.github.repository.comments).toHaveLength(1);

    place.github.interrupt(async () => {});
    startWorker();
    const open = await place.until('it is open', async () => {
      const found = await place.pullRequestOf(run.id);
      return found?.state === 'open' && place.status(found.headSha ?? '') ? found : null;
    });
    expect(open).toMatchObject({ number: 1, branch: place.github.repository.pull(1).headBranch });
    expect(place.github.repository.pulls).toHaveLength(1);
    expect(place.github.repository.refs.size).toBe(2);
    expect(place.comment(1)).toContain('Planning');
    expect(place.github.repository.comments).toHaveLength(1);
  }, 480_000);
});
