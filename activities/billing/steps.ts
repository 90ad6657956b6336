/** The billing sync's effects. Each may be repeated at any point: Postgres says what is done. */
import { claimBillingSyncs, finishBillingSyncs } from '../../db/billing-accounts.ts';
import { endImport, findImport, loadsOf, unfinishedImports } from '../../db/billing-imports.ts';
import { purgeSome } from '../../db/billing-swap.ts';
import { inOrg } from '../../db/client.ts';
import type { BillingSyncState, BillingSyncTrigger } from '../../db/model/billing.ts';
import type { ImportOutcome, OfBillingAccount } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { afterLoads } from './after-load.ts';
import { withBeat } from './beat.ts';
import { discover } from './discover.ts';
import { openSource } from './sources/index.ts';
import { takeIn } from './take-in.ts';

type OfImport = { orgId: string; importId: string };
type Claim = OfBillingAccount & { own: { id: string; trigger: BillingSyncTrigger } };
type Finished = { orgId: string; claimed: string[]; state: BillingSyncState; reason: string | null };

/** So many a look, so that the answer stays small. */
const importsALook = 20;

/** Short steps in the database. */
export function makeBillingStore({ db }: WorkerDeps) {
  return {
    claimBillingSyncs: ({ orgId, billingAccountId, own }: Claim): Promise<string[]> =>
      inOrg(db, { orgId }, (tx) => claimBillingSyncs(tx, { orgId, billingAccountId }, own)),

    importsToLoad: async ({ orgId, billingAccountId }: OfBillingAccount): Promise<string[]> => {
      const ids = await inOrg(db, { orgId }, (tx) => unfinishedImports(tx, billingAccountId));
      return ids.slice(0, importsALook);
    },

    giveUpImport: ({ orgId, importId, reason }: OfImport & { reason: string }): Promise<void> =>
      inOrg(db, { orgId }, (tx) =>
        endImport(tx, importId, { state: 'failed', problems: [{ code: 'given_up', message: reason }] }),
      ),

    finishBillingSyncs: ({ orgId, claimed, state, reason }: Finished): Promise<void> =>
      inOrg(db, { orgId }, (tx) => finishBillingSyncs(tx, claimed, { state, reason })),
  };
}

/** What asks a source, or takes long in the database. */
export function makeBillingSteps(deps: WorkerDeps) {
  return {
    /** @returns how many imports wait because of this look */
    discoverBilling: (account: OfBillingAccount): Promise<number> =>
      withBeat(async (signal) => {
        const { account: row, source } = await openSource(deps, account, signal);
        if (!source) return 0;
        try {
          return await discover(deps, row, source, { signal, syncId: crypto.randomUUID() });
        } finally {
          source.close();
        }
      }),

    loadImport: (one: OfImport): Promise<ImportOutcome> =>
      withBeat((signal, beat, before) => takeIn(deps, one, { signal, beat, before })),

    afterLoad: ({ orgId, importId }: OfImport): Promise<void> =>
      withBeat(async () => {
        const { billingAccountId } = await inOrg(deps.db, { orgId }, (tx) => findImport(tx, importId));
        const loads = await inOrg(deps.db, { orgId }, (tx) => loadsOf(tx, [importId]));
        const loaded = { orgId, billingAccountId, importId, loadIds: loads.map(({ id }) => id) };
        for (const after of afterLoads) await after(deps, loaded);
      }),

    /** Removes rows that nobody sees any more. */
    purgeCosts: ({ orgId, billingAccountId }: OfBillingAccount): Promise<void> =>
      withBeat(async (signal) => {
        while ((await purgeSome(deps.db, orgId, billingAccountId)) > 0) signal.throwIfAborted();
      }),
  };
}

export type BillingStore = ReturnType<typeof makeBillingStore>;
export type BillingSteps = ReturnType<typeof makeBillingSteps>;
