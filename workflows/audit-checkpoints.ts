/** What closes the audit logs' chains with a signature, and what looks once a day whether all of them are whole, and tidies. */
import { log, patched } from '@temporalio/workflow';
import { audit, auditStore, auditWhole } from './activities.ts';
import { reasonOf } from './failures.ts';
import { inParallel } from './in-parallel.ts';

const atOnce = 4;

/** One that cannot be closed now keeps no other from it: the schedule's next start tries again. */
export async function auditCheckpoints(): Promise<void> {
  const at = new Date().toISOString();
  const chains = await auditStore.chainsToClose();
  await inParallel(chains, atOnce, async ({ orgId, seq }) => {
    try {
      await audit.closeChain({ orgId, seq, at });
    } catch (error) {
      log.warn('an audit log could not be closed', { orgId, reason: reasonOf(error) });
    }
  });
}

export async function auditVerification(): Promise<{ logs: number; broken: number }> {
  const found = await auditWhole.verifyChains();
  if (patched('forget-secret-uses')) await auditWhole.forgetSecretUses();
  return found;
}
