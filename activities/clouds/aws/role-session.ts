/**
 * As a role of a connected account, an hour at a time. A session is for whoever asked and ends by itself; AWS gives
 * none that is longer, because Aurora's own identity may be a role too. Longer work asks for the next one.
 */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { inOrg } from '../../../db/client.ts';
import type { ConnectionState } from '../../../db/model/connections.ts';
import type { Connection } from '../../../db/projects.ts';
import { findConnection } from '../../../db/sync-runs.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { AwsKeys, CloudCredentials, CredentialPurpose } from '../credentials.ts';
import { awsErrorFacts, awsFailure, isDenied } from './failures.ts';
import { noOwnIdentity, ownPrincipal, type Principal } from './principal.ts';
import { renewed } from './renewed.ts';

export const sessionSeconds = 3_600;

export type RoleConnection = Pick<Connection, 'id' | 'orgId' | 'settings' | 'state' | 'region' | 'sandboxEndpoint'>;

export type Assume = { roleArn: string; externalId: string | undefined; sessionName: string };

/** @throws AuroraError or the SDK's own error: what a refusal means is the caller's to say */
export async function assumeRole(
  principal: Principal,
  { region, endpoint }: { region: string; endpoint: string | undefined },
  { roleArn, externalId, sessionName }: Assume,
  signal: AbortSignal | undefined,
): Promise<CloudCredentials> {
  const client = new STSClient({
    region,
    endpoint,
    maxAttempts: 3,
    ...(principal.credentials ? { credentials: principal.credentials } : {}),
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
        DurationSeconds: sessionSeconds,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
      { abortSignal: signal },
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken)
      throw new Error('no session in the answer');
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      ...(given.Expiration ? { expiration: given.Expiration } : {}),
      roleArn,
      region,
      ...(endpoint ? { endpoint } : {}),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw isOwnFault(error) ? noOwnIdentity() : error;
  } finally {
    client.destroy();
  }
}

const ownFaults =
  /^(InvalidClientTokenId|ExpiredToken(Exception)?|SignatureDoesNotMatch|CredentialsProviderError|UnrecognizedClientException)$/;

/** It is Aurora's keys that sign this call, never the connection's. */
const isOwnFault = (error: unknown): boolean => ownFaults.test(awsErrorFacts(error).name);

type Needs = Pick<WorkerDeps, 'db' | 'secrets' | 'config'>;
type Asking = { deps: Needs; roleArn: string; sessionName: string };

/**
 * @param sessionName stands in the account's CloudTrail beside all that is done: `aurora-run-{id}`
 * @returns `renew` gives further sessions of this very role for as long as the connection has it
 * @throws AuroraError `credentials_rejected` when the role lets Aurora in no longer, or never was found to be safe;
 *   retryable while a check of new settings goes on, when throttled, and when AWS is away
 */
export async function roleSession(
  deps: Needs,
  connection: RoleConnection,
  purpose: CredentialPurpose,
  sessionName: string,
  signal: AbortSignal | undefined,
): Promise<CloudCredentials> {
  const roleArn = roleOf(connection, purpose);
  if (!roleArn) throw noRole(purpose);
  const asking = { deps, roleArn, sessionName };
  const first = await sessionOf(asking, connection, signal);
  // Without the signal: what is stopped has to come to its end with its keys, such as a Terraform that saves its state.
  const next = async (): Promise<AwsKeys> => sessionOf(asking, await stillOf(deps, connection, purpose), undefined);
  return { ...first, renew: renewed(next, first) };
}

async function sessionOf(
  { deps, roleArn, sessionName }: Asking,
  { state, settings, region, sandboxEndpoint }: RoleConnection,
  signal: AbortSignal | undefined,
): Promise<CloudCredentials> {
  assertSafe(state);
  const principal = await ownPrincipal(deps, signal);
  const place = { region, endpoint: sandboxEndpoint ?? settings.endpoint };
  try {
    return await assumeRole(principal, place, { roleArn, externalId: settings.externalId, sessionName }, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw isDenied(error) ? letsNobodyIn(roleArn) : awsFailure(error, 'assuming a role');
  }
}

const roleOf = ({ settings }: RoleConnection, purpose: CredentialPurpose) =>
  purpose === 'write' ? settings.writeRoleArn : settings.readRoleArn;

/** As it is now. Work that began in one account must never go on in another. */
async function stillOf({ db }: Needs, before: RoleConnection, purpose: CredentialPurpose): Promise<RoleConnection> {
  const now = await inOrg(db, { orgId: before.orgId }, (tx) => findConnection(tx, before.id));
  if (!now || now.archivedAt || roleOf(now, purpose) !== roleOf(before, purpose)) throw takenAway();
  return now;
}

/**
 * A role that lets Aurora in without its ExternalId may be somebody else's, entered here by guessing its name. So none
 * is used before a check found that it refuses.
 */
function assertSafe(state: ConnectionState): void {
  if (state === 'unverified') {
    throw new AuroraError({
      code: 'dependency_unavailable',
      retryable: true,
      retryAfterMs: 5_000,
      userMessage: 'This AWS connection is being checked. Its roles are used once the check says that they are safe.',
    });
  }
  if (state === 'broken') {
    throw new AuroraError({
      code: 'credentials_rejected',
      retryable: false,
      userMessage:
        'The last check of this AWS connection failed, so its roles are not used. Its page says what is missing.',
      details: { reason: 'unchecked' },
    });
  }
}

const noRole = (purpose: CredentialPurpose) =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      purpose === 'write'
        ? 'This connection has no role that may change the account, so nothing can be applied with it. Add one to the connection.'
        : 'This connection has no role to read the account with. Add one to the connection.',
    details: { reason: 'missing', purpose },
  });

const letsNobodyIn = (roleArn: string) =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: `The role ${roleArn} does not let Aurora in any more: it is gone, or its trust policy was changed. Check the connection: it says what is missing.`,
    details: { reason: 'access_denied' },
  });

const takenAway = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      'This AWS connection was removed, or given another role, while Aurora was at work with it, so it gets no further session. Start again with the connection as it is now.',
    details: { reason: 'changed' },
  });
