/** From an AWS connection, of whatever kind, to keys: those in Vault, or sessions as one of its roles. */
import type { Connection } from '../../../db/projects.ts';
import type { WorkerDeps } from '../../deps.ts';
import { type CloudCredentials, type CredentialPurpose, type RenewKeys, resolveCredentials } from '../credentials.ts';
import { roleSession } from './role-session.ts';

type Needs = Pick<WorkerDeps, 'db' | 'secrets' | 'config'>;

/** Where its API answers: an emulator, a private endpoint, or the cloud itself. */
export const endpointOf = ({ sandboxEndpoint, settings }: Pick<Connection, 'sandboxEndpoint' | 'settings'>) =>
  sandboxEndpoint ?? settings.endpoint;

/**
 * @param sessionName stands in the account's CloudTrail beside what is done with it
 * @throws AuroraError as `resolveCredentials` and `roleSession`
 */
export function connectionCredentials(
  deps: Needs,
  connection: Connection,
  purpose: CredentialPurpose,
  { sessionName, signal }: { sessionName: string; signal?: AbortSignal },
): Promise<CloudCredentials> {
  if (connection.credential === 'aws_role') return roleSession(deps, connection, purpose, sessionName, signal);
  const place = { region: connection.region, endpoint: endpointOf(connection) };
  return resolveCredentials(deps.secrets, connection.secretRef, purpose, place, { signal });
}

/** What a reader of an account is given: fields as Vault holds them, and for a role where its next session comes from. */
export type ReadingKeys = { secret: Record<string, string>; renew?: RenewKeys };

/** A session under the names that Vault keeps keys by. */
export async function roleFields(
  deps: Needs,
  connection: Connection,
  sessionName: string,
  signal?: AbortSignal,
): Promise<ReadingKeys> {
  const session = await roleSession(deps, connection, 'read', sessionName, signal);
  const { accessKeyId, secretAccessKey, sessionToken = '', renew } = session;
  const secret = {
    read_access_key_id: accessKeyId,
    read_secret_access_key: secretAccessKey,
    session_token: sessionToken,
  };
  return { secret, ...(renew ? { renew } : {}) };
}
