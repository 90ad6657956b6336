/** The emulated AWS account that each new organisation begins with: its keys, its first sync and check, its made-up bill. */
import { randomBytes } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import type { Actor } from '../../db/auth.ts';
import { insertBillingAccount, insertBillingSync } from '../../db/billing-accounts.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { requestCheck } from '../../db/connection-checks.ts';
import { attachConnection, connectionOf, liveConnection } from '../../db/connections.ts';
import { type Connection, listConnections, type NewConnection, requireProject } from '../../db/projects.ts';
import { connections } from '../../db/schema/index.ts';
import { requestSync } from '../../db/sync-runs.ts';
import { chooseSync } from '../../db/sync-settings.ts';
import { alignBillingSchedule, startBillingSync } from '../../platform/billing-schedules.ts';
import { alignCheckSchedule, startCheck } from '../../platform/connection-schedules.ts';
import { AuroraError, conflict, errorText } from '../../platform/errors.ts';
import { newSandboxKeyId, sandboxAccountOf } from '../../platform/sandbox.ts';
import { alignSyncSchedule, startSync } from '../../platform/sync-schedules.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'temporal' | 'log'>;

/** The emulator answers in every region alike, so that one is enough. */
export async function connectSandbox(tx: Tx, sandbox: NewConnection, projectId: string | null): Promise<void> {
  const { orgId, id: connectionId } = sandbox;
  await tx.insert(connections).values(sandbox);
  if (projectId) await attachConnection(tx, { orgId, projectId, provider: 'aws', connectionId });
  const connection = { orgId, connectionId };
  await chooseSync(tx, connection, { regions: [sandbox.region] }, false);
  await requestSync(tx, connection, {
    id: crypto.randomUUID(),
    trigger: 'connect',
    requestedBy: sandbox.createdBy ?? null,
  });
  await requestCheck(tx, connection, { trigger: 'connect', requestedBy: sandbox.createdBy ?? null });
  await addMadeUpBill(tx, sandbox);
}

/**
 * For an organisation that disconnected its sandbox, or began when there was none. One is enough: an
 * organisation has one account on the emulator.
 *
 * @throws AuroraError `unprocessable` where this installation has no emulator, `conflict` where the project uses another
 */
export async function addSandbox(
  parts: Needs & Pick<Parts, 'db' | 'secrets' | 'settings'>,
  actor: Actor,
  projectId: string | undefined,
): Promise<Connection> {
  const { orgId, userId } = actor;
  const endpoint = parts.settings.SANDBOX_AWS_ENDPOINT;
  if (!endpoint) throw noSandbox();
  const known = await inOrg(parts.db, scopeOf(actor), async (tx) => {
    if (projectId) await requireProject(tx, projectId);
    const there = (await listConnections(tx)).find(({ credential }) => credential === 'sandbox');
    if (!there && projectId && (await connectionOf(tx, projectId, 'aws')))
      throw conflict('This project uses another AWS account already. Add the sandbox without it.');
    return there;
  });
  if (known) return known;
  const sandbox = await sandboxConnection(parts, orgId, userId, endpoint);
  try {
    await inOrg(parts.db, scopeOf(actor), async (tx) => {
      await connectSandbox(tx, sandbox, projectId ?? null);
      const detail = { provider: 'aws', credential: 'sandbox', name: sandbox.name, projectId: projectId ?? null };
      await keepAudit(tx, actor, {
        action: 'connection.connect',
        subject: { kind: 'connection', id: sandbox.id },
        detail,
      });
    });
  } catch (error) {
    await parts.secrets.remove(sandbox.secretRef);
    throw error;
  }
  void beginWithSandbox(parts, sandbox);
  return inOrg(parts.db, scopeOf(actor), (tx) => liveConnection(tx, sandbox.id));
}

const noSandbox = () =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'There is no emulated account here. Whoever runs Aurora can start one (SANDBOX_AWS_ENDPOINT).',
  });

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
    // Last: the sandbox works, and its first look at the estate must not wait for a check that says so.
    await startCheck(temporal, { orgId, connectionId, trigger: 'connect' });
    await alignCheckSchedule(temporal, { orgId, connectionId, connected: true });
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
  const accountId = sandboxAccountOf(orgId);
  const secretRef = await secrets.write(`connections/${orgId}/aws-${id}`, {
    read_access_key_id: newSandboxKeyId(accountId),
    read_secret_access_key: randomBytes(30).toString('base64url'),
    write_access_key_id: newSandboxKeyId(accountId),
    write_secret_access_key: randomBytes(30).toString('base64url'),
  });
  return {
    id,
    orgId,
    provider: 'aws',
    credential: 'sandbox',
    name: 'Sandbox AWS',
    accountId,
    region: 'us-east-1',
    sandboxEndpoint,
    secretRef,
    createdBy,
  };
}
