/** The end of a connection: nothing is asked with it any more, and its secret is gone for good. */
import type { Actor } from '../../../db/auth.ts';
import { archiveBillingAccount, billingAccountsOf } from '../../../db/billing-accounts.ts';
import { inOrg } from '../../../db/client.ts';
import * as rows from '../../../db/connections.ts';
import { findConnection } from '../../../db/sync-runs.ts';
import { alignBillingSchedule } from '../../../platform/billing-schedules.ts';
import { alignCheckSchedule, stopCheck } from '../../../platform/connection-schedules.ts';
import { errorText, notFound } from '../../../platform/errors.ts';
import { alignSyncSchedule, stopSync } from '../../../platform/sync-schedules.ts';
import { keepAuditOnce } from '../../audit.ts';
import type { Parts } from '../../parts.ts';
import { scopeOf } from '../scope.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'temporal' | 'log'>;

/**
 * The rows first, then the secret for good: what is left over by a secret store that is away goes with the next try,
 * which is why the same request again is no error.
 *
 * @throws AuroraError `conflict` while a run is in progress in a project that uses it
 */
export async function disconnect(parts: Needs, actor: Actor, id: string): Promise<void> {
  const { orgId } = actor;
  const { connection, bills } = await inOrg(parts.db, scopeOf(actor), async (tx) => {
    const found = await findConnection(tx, id);
    if (!found) throw notFound('connection');
    if (found.archivedAt) return { connection: found, bills: [] };
    const used = await rows.projectsUsing(tx, id);
    await rows.assertNoRun(
      tx,
      used.map(({ id: projectId }) => projectId),
      'before you disconnect it',
    );
    const bills = await billingAccountsOf(tx, id);
    for (const bill of bills) await archiveBillingAccount(tx, bill.id);
    await rows.archiveConnection(tx, id);
    const detail = { provider: found.provider, name: found.name, projects: used.length };
    await keepAuditOnce(tx, actor, { action: 'connection.disconnect', subject: { kind: 'connection', id }, detail });
    return { connection: found, bills: bills.map(({ id: billingAccountId }) => billingAccountId) };
  });
  await parts.secrets.remove(connection.secretRef);
  await stopAll(parts, { orgId, connectionId: id }, bills).catch((error: unknown) =>
    // The keeper of schedules does it when Temporal is back; without the secret nothing can be asked until then.
    parts.log.warn({ reason: errorText(error) }, 'schedules of a disconnected account go later'),
  );
}

async function stopAll(
  { temporal }: Needs,
  of: { orgId: string; connectionId: string },
  bills: string[],
): Promise<void> {
  const { orgId, connectionId } = of;
  await alignCheckSchedule(temporal, { ...of, connected: false });
  await alignSyncSchedule(temporal, { ...of, enabled: false, intervalMinutes: 60, pausedReason: null });
  for (const billingAccountId of bills)
    await alignBillingSchedule(temporal, { orgId, billingAccountId, enabled: false });
  await stopCheck(temporal, connectionId);
  await stopSync(temporal, connectionId);
}
