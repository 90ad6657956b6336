/** The emulated AWS account that each new organisation begins with: its keys, its first sync, its made-up bill. */
import { randomBytes } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import { insertBillingAccount, insertBillingSync } from '../../db/billing-accounts.ts';
import type { Tx } from '../../db/client.ts';
import { connectProject, type NewConnection } from '../../db/projects.ts';
import { requestSync } from '../../db/sync-runs.ts';
import { chooseSync } from '../../db/sync-settings.ts';
import { alignBillingSchedule, startBillingSync } from '../../platform/billing-schedules.ts';
import { errorText } from '../../platform/errors.ts';
import { alignSyncSchedule, startSync } from '../../platform/sync-schedules.ts';
import type { Parts } from '../parts.ts';

type Needs = Pick<Parts, 'temporal' | 'log'>;

/** The emulator knows one account; see the documentation of moto. */
const sandboxAccount = '123456789012';

/** The emulator answers in every region alike, so that one is enough. */
export async function connectSandbox(tx: Tx, sandbox: NewConnection, projectId: string): Promise<void> {
  await connectProject(tx, sandbox, projectId);
  const connection = { orgId: sandbox.orgId, connectionId: sandbox.id };
  await chooseSync(tx, connection, { regions: [sandbox.region] }, false);
  await requestSync(tx, connection, {
    id: crypto.randomUUID(),
    trigger: 'connect',
    requestedBy: sandbox.createdBy ?? null,
  });
  await addMadeUpBill(tx, sandbox);
}

/** A bill of the last months from list prices, so that costs can be looked at before a real account is connected. */
async function addMadeUpBill(tx: Tx, { orgId, id, createdBy }: NewConnection): Promise<void> {
  const billingAccountId = billingAccountOf(id);
  await insertBillingAccount(tx, {
    id: billingAccountId,
    orgId,
    name: 'Sandbox (made up)',
    kind: 'sandbox',
    connectionId: id,
    settings: { backfillMonths: 3 },
    currency: 'USD',
    madeUp: true,
    createdBy,
  });
  const sync = {
    id: crypto.randomUUID(),
    orgId,
    billingAccountId,
    trigger: 'connect' as const,
    requestedBy: createdBy,
  };
  await insertBillingSync(tx, sync);
}

/** Made from the connection's, so that whoever knows the one knows the other. */
const billingAccountOf = (connectionId: string): string => uuidv5('billing', connectionId);

/** Not waited for by anybody: with Temporal away, the sweeper and the keeper of schedules make up for it. */
export async function beginWithSandbox(parts: Needs, { orgId, id: connectionId }: NewConnection): Promise<void> {
  const { temporal, log } = parts;
  const billingAccountId = billingAccountOf(connectionId);
  try {
    await alignSyncSchedule(temporal, { orgId, connectionId, enabled: true, intervalMinutes: 60, pausedReason: null });
    await startSync(temporal, { orgId, connectionId, syncRunId: null, trigger: 'connect' });
    await alignBillingSchedule(temporal, { orgId, billingAccountId, enabled: true });
    await startBillingSync(temporal, { orgId, billingAccountId, trigger: 'connect' });
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'the first sync was not started yet');
  }
}

export async function sandboxConnection(
  { secrets }: Pick<Parts, 'secrets'>,
  orgId: string,
  createdBy: string,
  sandboxEndpoint: string,
): Promise<NewConnection> {
  const id = crypto.randomUUID();
  const secretRef = await secrets.write(`connections/aws-${id}`, {
    read_access_key_id: sandboxKeyId(),
    read_secret_access_key: randomBytes(30).toString('base64url'),
    write_access_key_id: sandboxKeyId(),
    write_secret_access_key: randomBytes(30).toString('base64url'),
  });
  return {
    id,
    orgId,
    provider: 'aws',
    credential: 'sandbox',
    name: 'Sandbox AWS',
    accountId: sandboxAccount,
    region: 'us-east-1',
    sandboxEndpoint,
    secretRef,
    createdBy,
  };
}

/** In the form of AWS' key ids, which clients check: `AKIA` and 16 of A-Z and 2-7. */
function sandboxKeyId(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `AKIA${[...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}
