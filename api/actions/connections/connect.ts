/** Connects an account: its credentials into the secret store, then the rows, then its first check. */
import type { Actor } from '../../../db/auth.ts';
import { inOrg, type Tx } from '../../../db/client.ts';
import { requestCheck } from '../../../db/connection-checks.ts';
import { assertNameFree, attachConnection, connectionOf, insertConnection } from '../../../db/connections.ts';
import { type ConnectionProvider, credentialProvider } from '../../../db/model/connections.ts';
import { type Connection, requireProject } from '../../../db/projects.ts';
import { findConnection } from '../../../db/sync-runs.ts';
import { alignCheckSchedule, startCheck } from '../../../platform/connection-schedules.ts';
import { conflict, errorText } from '../../../platform/errors.ts';
import { keepAuditOnce } from '../../audit.ts';
import type { Parts } from '../../parts.ts';
import type { ConnectAccount } from '../../views/connect/index.ts';
import { scopeOf } from '../scope.ts';
import { kept, mayWrite } from './given.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'temporal' | 'settings' | 'log'>;

/** `accountId`: where it is known before anybody asked. */
export type Wanted = ConnectAccount & { accountId?: string };

/**
 * The same id again answers the connection that is there. Whether the credentials work is told by the first check.
 *
 * @throws AuroraError `conflict` for a name that is taken, or a project that has an account of this provider already
 */
export async function connectAccount(parts: Needs, actor: Actor, given: Wanted): Promise<Connection> {
  const { db, secrets, log } = parts;
  const { orgId, userId } = actor;
  const { id = crypto.randomUUID(), name, projectId, credential } = given;
  const provider = credentialProvider[credential];
  const known = await inOrg(db, scopeOf(actor), async (tx) => {
    if (projectId) await requireProject(tx, projectId);
    return (await findConnection(tx, id)) ?? assertFree(tx, { id, name, projectId, provider });
  });
  if (known) return known;
  const { settings, secret } = await kept(parts, { orgId, id }, given);
  // Below the organisation: an id that somebody else has must never lead to their secret.
  const secretRef = await secrets.write(`connections/${orgId}/${provider}-${id}`, secret);
  const row = {
    id,
    orgId,
    provider,
    credential,
    name,
    settings,
    secretRef,
    accountId: given.accountId ?? '',
    region: given.region ?? usualRegion[provider],
    createdBy: userId,
  };
  try {
    const connection = await inOrg(db, scopeOf(actor), async (tx) => {
      if (!(await insertConnection(tx, row))) return await takenBy(tx, id, name);
      if (projectId) await attachConnection(tx, { orgId, projectId, provider, connectionId: id });
      await requestCheck(tx, { orgId, connectionId: id }, { trigger: 'connect', requestedBy: userId });
      const detail = { provider, credential, name, projectId: projectId ?? null, mayWrite: mayWrite(given) };
      await keepAuditOnce(tx, actor, { action: 'connection.connect', subject: { kind: 'connection', id }, detail });
      return findConnection(tx, id);
    });
    beginChecks(parts, { orgId, connectionId: id });
    return connection as Connection;
  } catch (error) {
    await takeBack(parts, actor, id, secretRef).catch((failed: unknown) =>
      log.warn({ reason: errorText(failed) }, 'a secret of a connection that failed stays in vault'),
    );
    throw error;
  }
}

const usualRegion: Record<ConnectionProvider, string> = {
  aws: 'us-east-1',
  azure: 'global',
  gcp: 'global',
  ovh: 'global',
  kubernetes: 'global',
  ssh: 'global',
};

type Claim = { id: string; name: string; projectId: string | undefined; provider: ConnectionProvider };

async function assertFree(tx: Tx, { id, name, projectId, provider }: Claim): Promise<undefined> {
  const used = projectId && (await connectionOf(tx, projectId, provider));
  // Its own id: the same request, at the same moment, was a little faster.
  if (used && used !== id)
    throw conflict(
      provider === 'kubernetes'
        ? 'This project is connected to a cluster already. Make a project for the other one.'
        : 'This project uses another account of this provider already. Connect this one without a project, then choose.',
    );
  await assertNameFree(tx, name, id);
  return undefined;
}

/** The same request came twice at the same moment: the other one made it. */
async function takenBy(tx: Tx, id: string, name: string): Promise<Connection> {
  const known = await findConnection(tx, id);
  if (known) return known;
  await assertNameFree(tx, name, id);
  throw conflict('This id is taken. Try again with another one.');
}

/** Not where the row is there after all: a request at the same moment may have made it. */
async function takeBack({ db, secrets }: Needs, actor: Actor, id: string, secretRef: string): Promise<void> {
  if (await inOrg(db, scopeOf(actor), (tx) => findConnection(tx, id))) return;
  await secrets.remove(secretRef);
}

/** Not waited for by anybody: with Temporal away, the sweeper and the keeper of schedules make up for it. */
export function beginChecks(
  { temporal, log }: Pick<Needs, 'temporal' | 'log'>,
  of: { orgId: string; connectionId: string },
) {
  const begin = async () => {
    await startCheck(temporal, { ...of, trigger: 'connect' });
    await alignCheckSchedule(temporal, { ...of, connected: true });
  };
  void begin().catch((error: unknown) => log.warn({ reason: errorText(error) }, 'the first check was not started yet'));
}
