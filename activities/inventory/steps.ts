/** The sync's effects. Each may be repeated at any point: Postgres says what is done. */
import { Context } from '@temporalio/activity';
import { inOrg } from '../../db/client.ts';
import * as syncs from '../../db/sync-runs.ts';
import { addScopes, giveUpScope, unfinishedRegions, unfinishedScopes } from '../../db/sync-scopes.ts';
import { readSyncSettings } from '../../db/sync-settings.ts';
import { startSync } from '../../platform/sync-schedules.ts';
import type {
  OfProject,
  OfSyncRun,
  ResourceSyncRegionInput,
  SyncTrigger,
  SyncVerdict,
} from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { finishSync } from './finish.ts';
import { openProvider } from './open.ts';
import { makeProgress } from './progress.ts';
import { type WalkEnd, walkScope } from './walk.ts';

const beatMs = 500;

/** Short steps in the database and towards Temporal. */
export function makeInventoryStore({ db, temporal }: WorkerDeps) {
  return {
    /** @returns the id of the row that this workflow works on: its own, or one that was asked for meanwhile */
    async beginSync(run: OfSyncRun & { trigger: SyncTrigger }): Promise<string> {
      return (await syncs.beginSync(db, run)).id;
    },

    regionsToSync: ({ orgId, syncRunId }: OfSyncRun) => inOrg(db, { orgId }, (tx) => unfinishedRegions(tx, syncRunId)),

    scopesToSync: (region: ResourceSyncRegionInput): Promise<string[]> =>
      inOrg(db, region, (tx) => unfinishedScopes(tx, region)),

    failScope: ({ orgId, scopeId, reason }: { orgId: string; scopeId: string; reason: string }): Promise<void> =>
      giveUpScope(db, { orgId, scopeId, state: 'failed', error: reason }),

    /** A run may have made, changed or destroyed things in each account that its project is connected to. */
    async syncAfterRun({ orgId, projectId }: OfProject): Promise<void> {
      const ids = await inOrg(db, { orgId }, (tx) => syncs.syncsOfProject(tx, projectId));
      for (const connectionId of ids)
        await startSync(temporal, { orgId, connectionId, syncRunId: null, trigger: 'run' });
    },
  };
}

/** What asks a cloud, or takes long in the database. */
export function makeInventorySteps(deps: WorkerDeps) {
  const { db } = deps;
  const tell = makeProgress(db);

  return {
    /** Asks who the keys are and what there is to list. @returns account and region of everything to be done */
    openSync: (run: OfSyncRun) =>
      withBeat(
        () => 'opening',
        async (signal) => {
          const { orgId, connectionId, syncRunId } = run;
          const { provider, pace } = await openProvider(deps, run, null, signal);
          try {
            const { principal } = await provider.identity({ signal });
            pace.principal = principal;
            const settings = await inOrg(db, { orgId }, (tx) => readSyncSettings(tx, connectionId));
            const scopes = await provider.scopes({ regions: settings.regions }, { signal });
            await addScopes(db, run, scopes);
            await inOrg(db, { orgId }, (tx) => syncs.keepPrincipal(tx, syncRunId, principal));
            await tell(run);
            return inOrg(db, { orgId }, (tx) => unfinishedRegions(tx, syncRunId));
          } finally {
            provider.close();
          }
        },
      ),

    syncScope(run: OfSyncRun & { scopeId: string }): Promise<WalkEnd> {
      const { orgId, scopeId } = run;
      let place: { page: number; cursor: string | null } = { page: 0, cursor: null };
      return withBeat(
        () => ({ scope: scopeId, ...place }),
        async (signal) => {
          const reached = async (now: typeof place) => {
            place = now;
            await tell(run);
          };
          const principal = await inOrg(db, { orgId }, (tx) => syncs.principalOf(tx, run.syncRunId));
          return walkScope({ deps, orgId, scopeId, signal, reached }, () => openProvider(deps, run, principal, signal));
        },
      );
    },

    finishSync: (input: OfSyncRun & { verdict: SyncVerdict }) =>
      withBeat(
        () => 'finishing',
        () => finishSync(deps, input),
      ),
  };
}

export type InventoryStore = ReturnType<typeof makeInventoryStore>;
export type InventorySteps = ReturnType<typeof makeInventorySteps>;

/** A heartbeat beside the work, with where it is; see `activities/heartbeat.ts` for why a timer. */
async function withBeat<Result>(
  details: () => unknown,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details()), beatMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
