/** One word to Temporal while a person waits, and what its refusals mean when a thing is said twice or too late. */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { type Temporal, throughTemporal } from './temporal.ts';

/** A person waits for the answer: without this, a Temporal that is away is waited for much longer. */
const patienceMs = 4_000;

/** @throws AuroraError `dependency_unavailable` */
export const tell = <Result>(temporal: Temporal, call: () => Promise<Result>): Promise<Result> =>
  throughTemporal(() => temporal.client.withDeadline(Date.now() + patienceMs, call));

/** @returns false where the workflow has ended or never began */
export async function unlessEnded(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

export async function unlessStarted(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Asks a workflow to stop. @returns false where none runs */
export function stopWorkflow(temporal: Temporal, workflowId: string): Promise<boolean> {
  return tell(temporal, async () => {
    try {
      const handle = temporal.client.workflow.getHandle(workflowId);
      // Temporal accepts the request also for one that has ended.
      if ((await handle.describe()).status.name !== 'RUNNING') return false;
      await handle.cancel();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  });
}
