/** The effects of `knowledgeReindex`. Each may be repeated at any point. */
import { inOrg } from '../../db/client.ts';
import { noteIndexFailure } from '../../db/knowledge-indexes.ts';
import { withBeat } from '../billing/beat.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { beginReindex, compareIndex, copyChunks, dropRetired, type OfIndex, serveIndex } from './index/reindex.ts';

export function makeReindexSteps(deps: WorkerDeps) {
  return {
    beginReindex: ({ orgId }: { orgId: string }): Promise<string | null> =>
      withHeartbeat(() => beginReindex(deps, orgId)),

    copyChunks: (of: OfIndex): Promise<void> =>
      withBeat((signal, beat, before) =>
        copyChunks(
          deps,
          of,
          { after: before?.cursor ?? null, done: before?.staged ?? 0 },
          { signal, beat: ({ after, done }) => beat({ phase: 'copying', cursor: after, staged: done }) },
        ),
      ),

    compareIndex: (of: OfIndex): Promise<boolean> => withHeartbeat((signal) => compareIndex(deps, of, signal)),

    serveIndex: (of: OfIndex): Promise<void> => withHeartbeat(() => serveIndex(deps, of)),

    dropRetired: ({ orgId }: { orgId: string }): Promise<void> => withHeartbeat(() => dropRetired(deps, orgId)),

    noteReindexFailure: ({ reason, ...of }: OfIndex & { reason: string }): Promise<void> =>
      inOrg(deps.db, of, (tx) => noteIndexFailure(tx, of, reason)),
  };
}

export type ReindexSteps = ReturnType<typeof makeReindexSteps>;
