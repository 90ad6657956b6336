/** Tells people about once a second how far a sync is, however many activities and workers do it. */
import { type Database, inOrg } from '../../db/client.ts';
import { tellProgress } from '../../db/sync-runs.ts';

const everyMs = 1_000;

export type Progress = (run: { orgId: string; connectionId: string; syncRunId: string }) => Promise<void>;

export function makeProgress(db: Database): Progress {
  let told = new Map<string, number>();
  return async (run) => {
    const second = Math.floor(Date.now() / everyMs);
    if (told.get(run.syncRunId) === second) return;
    // Those of runs that have ended go with the rest: what is forgotten too early is told once more at most.
    if (told.size > 100) told = new Map();
    told.set(run.syncRunId, second);
    await inOrg(db, run, (tx) => tellProgress(tx, run, String(second)));
  };
}
