/** From a connection to a provider that can be asked, inside the activity that asks. */
import { inOrg } from '../../db/client.ts';
import type { Connection } from '../../db/projects.ts';
import { findConnection } from '../../db/sync-runs.ts';
import { AuroraError, notFound } from '../../platform/errors.ts';
import { endpointOf, type ReadingKeys, roleFields } from '../clouds/aws/connection-credentials.ts';
import { credentialFields } from '../clouds/credential-fields.ts';
import type { WorkerDeps } from '../deps.ts';
import { recording } from '../recorded-secrets.ts';
import { makePace, type SharedPace } from './pace.ts';
import type { InventoryProvider } from './provider.ts';

export type OpenProvider = { provider: InventoryProvider; pace: SharedPace };
type OfSync = { orgId: string; connectionId: string; syncRunId: string };

/**
 * @param principal as whom the provider knows the keys; null before it was asked, and the connection is paced alone
 * @throws AuroraError `not_found`, `credentials_rejected` when the secret is gone, `bad_request` for a cloud that has no inventory, `dependency_unavailable` (retryable)
 */
export async function openProvider(
  deps: Pick<WorkerDeps, 'db' | 'secrets' | 'config' | 'inventory'>,
  { orgId, connectionId, syncRunId }: OfSync,
  principal: string | null,
  signal: AbortSignal,
): Promise<OpenProvider> {
  const { db, inventory } = deps;
  const connection = await inOrg(db, { orgId }, (tx) => findConnection(tx, connectionId));
  if (!connection) throw notFound('connection');
  const make = connection.provider === 'ssh' ? undefined : inventory[connection.provider];
  if (!make) throw noInventory(connection.provider);
  const pace = makePace(db, orgId, principal ?? `connection:${connectionId}`);
  const owners = [{ kind: 'connection', id: connectionId, secretRef: connection.secretRef }];
  const by = { kind: 'sync', id: syncRunId };
  const recorded = recording(deps, { orgId, owners, purpose: 'read', by });
  const provider = make({
    ...(await readSecretOf(recorded, connection, signal)),
    account: connection.accountId,
    region: connection.region,
    endpoint: endpointOf(connection),
    pace,
  });
  return { provider, pace };
}

/** What reads an account: from Vault, or as its role. */
export async function readSecretOf(
  deps: Pick<WorkerDeps, 'db' | 'secrets' | 'config'>,
  connection: Connection,
  signal: AbortSignal,
): Promise<ReadingKeys> {
  if (connection.credential === 'aws_role') return roleFields(deps, connection, 'aurora-inventory', signal);
  const kept = await secretOf(deps.secrets, connection.secretRef, signal);
  return { secret: await credentialFields(deps.secrets, connection, kept, { signal }) };
}

/** A secret that was taken away is what people do to revoke: asked again, it would be as gone each hour. */
export async function secretOf(
  secrets: Pick<WorkerDeps['secrets'], 'read'>,
  ref: string,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  try {
    return await secrets.read(ref, { signal });
  } catch (error) {
    throw error instanceof AuroraError && error.code === 'not_found' ? secretGone() : error;
  }
}

const secretGone = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      'The secret with the credentials of this account is gone, so it was not looked at. Put credentials back, or connect the account again.',
  });

const noInventory = (cloud: string) =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `The inventory cannot read ${cloud} yet, so nothing of this account is listed.`,
  });
