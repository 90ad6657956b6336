/** Tells people about once a second how far an ingest is, however many activities and workers do it. */
import { type Database, inOrg } from '../../db/client.ts';
import { type OfIngest, tellIngest } from '../../db/knowledge-ingests.ts';

const everyMs = 1_000;

export type TellProgress = (of: OfIngest) => Promise<void>;

export function makeTellProgress(db: Database): TellProgress {
  let told = new Map<string, number>();
  return async (of) => {
    const second = Math.floor(Date.now() / everyMs);
    if (told.get(of.ingestId) === second) return;
    // Those of ingests that have ended go with the rest: what is forgotten too early is told once more at most.
    if (told.size > 100) told = new Map();
    told.set(of.ingestId, second);
    await inOrg(db, of, (tx) => tellIngest(tx, of, String(second)));
  };
}
