/** Short steps of a check in the database: taking one up, and ending it. */

import { inOrg } from '../../db/client.ts';
import { claimCheck } from '../../db/connection-checks.ts';
import type { CheckStepName, CheckTrigger } from '../../db/model/connections.ts';
import { findConnection } from '../../db/sync-runs.ts';
import type {
  CheckVerdict,
  ConnectionCheckOutcome,
  OfConnection,
  OfConnectionCheck,
} from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { endCheck } from './end.ts';

export type Claimed = { checkId: string; steps: CheckStepName[] };

export function makeConnectionStore(deps: WorkerDeps) {
  const { db, verifiers } = deps;
  return {
    /** @returns the steps that are left; null where the account was disconnected */
    claimCheck: ({
      own,
      ...of
    }: OfConnection & { own: { id: string; trigger: CheckTrigger } }): Promise<Claimed | null> =>
      inOrg(db, of, async (tx) => {
        const connection = await findConnection(tx, of.connectionId);
        if (!connection) return null;
        return (await claimCheck(tx, of, own, verifiers[connection.credential].steps)) ?? null;
      }),

    endCheck: (check: OfConnectionCheck & { verdict: CheckVerdict }): Promise<ConnectionCheckOutcome> =>
      endCheck(deps, check),
  };
}

export type ConnectionStore = ReturnType<typeof makeConnectionStore>;
