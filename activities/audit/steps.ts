/** The effects of the audit log: closing chains with a signature, and looking whether they are whole. */
import { auditOrgs } from '../../db/audit-chain.ts';
import { type ChainToClose, chainsToClose } from '../../db/audit-checkpoints.ts';
import { inOrg } from '../../db/client.ts';
import { forgetSecretUses } from '../../db/secret-uses.ts';
import { publicKeys } from '../../platform/audit/keys.ts';
import { knownKeys } from '../../platform/audit/statement.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { type CloseInput, closeChain } from './close-chain.ts';
import { tellBroken } from './tell-broken.ts';
import { orgsToVerify, verifyOrg } from './verify.ts';

export function makeAuditStore({ db, config }: WorkerDeps) {
  return {
    chainsToClose: (): Promise<ChainToClose[]> => chainsToClose(db, config.AUDIT_CHECKPOINT_MINUTES),
  };
}

export function makeAuditSteps(deps: WorkerDeps) {
  return {
    closeChain: (input: CloseInput): Promise<string> =>
      withHeartbeat(async (signal) => (await closeChain(deps, input, signal)).kind),

    /** Every log, whole. @returns how many there are, and how many are not as they were written */
    verifyChains: (): Promise<{ logs: number; broken: number }> =>
      withHeartbeat(async (signal) => {
        const keys = knownKeys(await publicKeys(deps.storage));
        const orgs = await orgsToVerify(deps);
        let broken = 0;
        for (const orgId of orgs) {
          signal.throwIfAborted();
          const { fault } = await verifyOrg(deps, keys, orgId);
          if (fault) await tellBroken(deps, orgId, fault);
          broken += fault ? 1 : 0;
        }
        return { logs: orgs.length, broken };
      }),

    /** Each organisation in a transaction of its own, so that a repeat goes on with what is left. */
    forgetSecretUses: (): Promise<void> =>
      withHeartbeat(async (signal) => {
        for (const orgId of await auditOrgs(deps.db)) {
          signal.throwIfAborted();
          await inOrg(deps.db, { orgId }, (tx) => forgetSecretUses(tx, orgId));
        }
      }),
  };
}

export type AuditStore = ReturnType<typeof makeAuditStore>;
export type AuditSteps = ReturnType<typeof makeAuditSteps>;
