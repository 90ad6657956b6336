/** What keeps the estate in step with projects' states: which thing is whose, what differs, and how more come under code. */
import type { OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { refreshState } from './refresh-state.ts';

/** Short steps in S3 and the database. Each may be repeated. */
export function makeCodifiedStore(deps: WorkerDeps) {
  return {
    refreshState: (project: OfProject): Promise<number> => refreshState(deps, project),
  };
}

export type CodifiedStore = ReturnType<typeof makeCodifiedStore>;
