/** The moves of a run, as its workflow makes them: also again, when a worker died before Temporal heard of them. */
import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import type { RunState } from '../workflows/messages.ts';
import { inOrg, type Tx } from './client.ts';
import { insertRevision } from './revisions.ts';
import { findRun, insertRun, moveRun } from './runs.ts';
import { runTransitions } from './schema/index.ts';

describe.skipIf(!stackIsUp)('moves of a run', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ worker: false });
  });
  afterAll(() => world?.close());

  const within = <Result>(work: (tx: Tx) => Promise<Result>) => inOrg(world.deps.db, { orgId: world.orgId }, work);

  async function newRun(...states: RunState[]): Promise<string> {
    const { orgId, projectId, userId } = world;
    const [revisionId, runId] = [randomUUID(), randomUUID()];
    const file = { filesSha256: 'f'.repeat(64), files: [], storageKey: revisionId, reason: 'a test' };
    await within(async (tx) => {
      await insertRevision(tx, { id: revisionId, orgId, projectId, baseNumber: undefined, authorId: userId, ...file });
      await insertRun(tx, { id: runId, orgId, projectId, revisionId, kind: 'apply', requestedBy: userId });
    });
    for (const state of states) await within((tx) => moveRun(tx, runId, state, null));
    return runId;
  }

  const timeline = (runId: string) =>
    within(async (tx) => {
      const rows = tx.select({ state: runTransitions.state }).from(runTransitions);
      return (await rows.where(eq(runTransitions.runId, runId)).orderBy(asc(runTransitions.seq))).map(
        (row) => row.state,
      );
    });

  it('told again from an earlier one on change nothing, and the next one counts', async () => {
    const way: RunState[] = ['gating', 'planning', 'evaluating', 'awaiting_approval'];
    const runId = await newRun(...way);
    for (const state of way.slice(1)) {
      expect(await within((tx) => moveRun(tx, runId, state, null))).toMatchObject({ state: 'awaiting_approval' });
    }
    await within((tx) => moveRun(tx, runId, 'approved', null));
    expect(await timeline(runId)).toEqual(['queued', ...way, 'approved']);
  });

  it('that were never made are refused: past a gate, or back from an end', async () => {
    const early = await newRun('gating');
    await expect(within((tx) => moveRun(tx, early, 'applying', null))).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    const ended = await newRun('gating', 'failed');
    await expect(within((tx) => moveRun(tx, ended, 'planning', null))).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    expect(await within((tx) => findRun(tx, ended))).toMatchObject({ state: 'failed' });
  });
});
