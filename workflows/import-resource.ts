/**
 * Brings a thing that nobody wrote code for under code: drafts its configuration, saves it as a revision and starts the
 * run that imports it, whose plan people see and decide on.
 *
 * Changes nothing in a cloud: the run does, and only after they approve.
 */
import { CancellationScope } from '@temporalio/workflow';
import { codified, codifiedStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import type { ImportInput, ResourceImportOutcome } from './messages.ts';

export async function importResource(input: ImportInput): Promise<ResourceImportOutcome> {
  const { importId } = input;
  try {
    return { importId, state: 'proposed', runId: await codified.draftImport(input) };
  } catch (error) {
    const reason = reasonOf(error);
    await CancellationScope.nonCancellable(() => codifiedStore.failImport({ ...input, reason }));
    return { importId, state: 'failed' };
  }
}
