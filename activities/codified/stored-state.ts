import { AuroraError } from '../../platform/errors.ts';
import type { WorkerDeps } from '../deps.ts';
import { readStateFacts, type StateFacts } from '../terraform/state.ts';
import { stateKey } from '../terraform/workspace.ts';

/** @returns null for a project without a state */
export async function readStoredState({ storage }: WorkerDeps, projectId: string): Promise<StateFacts | null> {
  try {
    return readStateFacts(await storage.stateBucket.getText(stateKey(projectId)));
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return null;
    throw error;
  }
}
