/** Workflows that run today must go on after a deploy: recorded histories replay on the code as it is now. No server. */
import { readdir, readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../activities/workflow-bundle.ts';
import { quietRuntime } from '../support/world.ts';

const folder = new URL('./histories/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));

describe('recorded histories', { timeout: 60_000 }, () => {
  let workflowBundle: Awaited<ReturnType<typeof bundleWorkflows>>;

  beforeAll(async () => {
    quietRuntime();
    workflowBundle = await bundleWorkflows();
  });

  const read = async (name: string) => JSON.parse(await readFile(new URL(name, folder), 'utf8'));

  it('are there for every path that durable work can take', () => {
    expect(files.sort()).toEqual([
      'billing-partial.json',
      'billing-tick.json',
      'chat-proposal.json',
      'drift-check.json',
      'import-resource.json',
      'knowledge-ingest.json',
      'knowledge-reindex.json',
      'notice-delivery.json',
      'notice.json',
      'pull-request-merged.json',
      'queue.json',
      'repository-hooks.json',
      'repository-look.json',
      'run-applied-remembered.json',
      'run-applied.json',
      'run-cancelled.json',
      'run-kubernetes-applied.json',
      'run-no-changes.json',
      'run-rejected.json',
      'slack-hooks.json',
      'slack-thread.json',
      'sync-partial.json',
      'sync-region.json',
      'sync-revoked.json',
      'sync-tick.json',
    ]);
  });

  it.each(files)('%s replays', async (name) => {
    await Worker.runReplayHistory({ workflowBundle }, await read(name));
  });

  it('fail to replay when a step of them is another one', async () => {
    const history = await read('run-applied.json');
    const scheduled = history.events.find(
      (event: { activityTaskScheduledEventAttributes?: object }) => event.activityTaskScheduledEventAttributes,
    );
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(
      /nondeterminism|mismatch|does not match/i,
    );
  });
});
