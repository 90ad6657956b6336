/** What happens to a run while the worker's disk is full: it says so, waits, and goes on. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { roleProject } from '../support/terraform-files.ts';
import { tell } from './support/figures.ts';
import { type ChaosUser, newUser } from './support/user.ts';

/** One page: enough for a folder, not for a project in it. */
const full = 'size=4k';

export function diskCases(): void {
  const folder = join(resolve(process.env.WORK_DIR ?? ''), 'runs');
  const mounted = process.env.WORK_DIR ? mountFull(folder) : false;
  if (!mounted) process.stdout.write('  chaos: skipped, a full disk: only root may mount one here.\n');

  describe.skipIf(!mounted)('a full disk', { timeout: 120_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
      mountFull(folder);
    });
    afterAll(() => {
      user?.close();
      unmount(folder);
    });

    it('is told in words, and the run goes on when there is room', async () => {
      const runId = await user.startRun(await user.newProject(roleProject(`chaos-${randomUUID().slice(0, 8)}`)));
      const isTold = ({ event }: { event: { type: string; payload: unknown } }) =>
        event.type === 'plan.progress' && /disk is full/i.test(JSON.stringify(event.payload));
      await user.viewer.sees(`run:${runId}`, 'the disk is full, in words', isTold, 60_000);
      execaSync('mount', ['-o', 'remount,size=2g', folder]);
      const roomAt = performance.now();
      await user.runIs(runId, 'awaiting_approval', 60_000);
      tell('disk full: room again to a plan', performance.now() - roomAt);
    });
  });
  if (mounted) unmount(folder);
}

function mountFull(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return !execaSync('mount', ['-t', 'tmpfs', '-o', full, 'tmpfs', folder], { reject: false }).failed;
}

/** Also while a last process stands in it; it is gone for everybody who comes later. */
function unmount(folder: string): void {
  execaSync('umount', ['-l', folder], { reject: false });
}
