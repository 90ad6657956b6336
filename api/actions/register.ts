/** A new organisation with its first person, a project and, where there is one, the emulated AWS account. */
import { randomBytes } from 'node:crypto';
import { findUserByEmail, registerOrganisation } from '../../db/auth.ts';
import type { Tx } from '../../db/client.ts';
import { connectProject, type NewConnection } from '../../db/projects.ts';
import { requestSync } from '../../db/sync-runs.ts';
import { chooseSync } from '../../db/sync-settings.ts';
import { AuroraError, conflict, errorText } from '../../platform/errors.ts';
import { alignSyncSchedule, startSync } from '../../platform/sync-schedules.ts';
import type { Parts } from '../parts.ts';
import { hashPassword } from '../passwords.ts';
import { openFor } from './sign-in.ts';

type Given = { name: string; email: string; password: string; organisation: string };
type Needs = Pick<Parts, 'db' | 'secrets' | 'settings' | 'temporal' | 'tokens' | 'log'>;

/** The emulator knows one account; see the documentation of moto. */
const sandboxAccount = '123456789012';

export async function register(parts: Needs, given: Given) {
  const { db, secrets, settings, log } = parts;
  if (settings.REGISTRATION === 'closed') throw closed();
  const { email } = given;
  if (await findUserByEmail(db, email)) throw known();

  const org = { id: crypto.randomUUID(), name: given.organisation, slug: slugOf(given.organisation) };
  const user = { id: crypto.randomUUID(), name: given.name, email, passwordHash: await hashPassword(given.password) };
  const projectId = crypto.randomUUID();
  // Vault first: without the secret the connection would be a lie. What is left over when the rest fails goes again.
  const sandbox = settings.SANDBOX_AWS_ENDPOINT
    ? await sandboxConnection(parts, org.id, user.id, settings.SANDBOX_AWS_ENDPOINT)
    : undefined;
  try {
    await registerOrganisation(db, { org, user, projectId }, async (tx) => {
      if (sandbox) await connectSandbox(tx, sandbox, projectId);
    });
  } catch (error) {
    if (sandbox) {
      await secrets
        .remove(sandbox.secretRef)
        .catch((failed) => log.warn({ reason: errorText(failed) }, 'a secret of a failed registration stays in vault'));
    }
    throw error;
  }
  // Not waited for: with Temporal away, the sweeper and the keeper of schedules make up for it.
  if (sandbox) void beginToSync(parts, sandbox);
  return openFor(parts, user.id);
}

/** The emulator answers in every region alike, so that one is enough. */
async function connectSandbox(tx: Tx, sandbox: NewConnection, projectId: string): Promise<void> {
  await connectProject(tx, sandbox, projectId);
  const connection = { orgId: sandbox.orgId, connectionId: sandbox.id };
  await chooseSync(tx, connection, { regions: [sandbox.region] }, false);
  await requestSync(tx, connection, {
    id: crypto.randomUUID(),
    trigger: 'connect',
    requestedBy: sandbox.createdBy ?? null,
  });
}

async function beginToSync({ temporal, log }: Needs, { orgId, id: connectionId }: NewConnection): Promise<void> {
  try {
    await alignSyncSchedule(temporal, { orgId, connectionId, enabled: true, intervalMinutes: 60, pausedReason: null });
    await startSync(temporal, { orgId, connectionId, syncRunId: null, trigger: 'connect' });
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'the first sync was not started yet');
  }
}

async function sandboxConnection(
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

/** Unique by its tail: names of other organisations are not visible, so they cannot be avoided otherwise. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${words || 'org'}-${randomBytes(4).toString('hex')}`;
}

const known = () => conflict('There is an account with this e-mail already. Sign in instead.');

const closed = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Registration is closed here. Ask an admin of your organisation for an invitation.',
  });
