import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';

/** Waits for a child, or for its start, under an id that somebody else may have started: theirs does as well. */
export async function unlessStarted(child: Promise<unknown>): Promise<void> {
  try {
    await child;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
