/** Changes what a connection is called, where it looks, and what it signs in with. */
import type { Actor } from '../../../db/auth.ts';
import { inOrg } from '../../../db/client.ts';
import { type ConnectionCheck, requestCheck } from '../../../db/connection-checks.ts';
import { assertNameFree, changeConnection, liveConnection } from '../../../db/connections.ts';
import { type ConnectionSettings, credentialProvider } from '../../../db/model/connections.ts';
import type { Connection } from '../../../db/projects.ts';
import { startCheck } from '../../../platform/connection-schedules.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { parseReference } from '../../../platform/secrets/reference.ts';
import { keepAudit, keepAuditOnce } from '../../audit.ts';
import type { Parts } from '../../parts.ts';
import type { RotateCredentials } from '../../views/connect/index.ts';
import { scopeOf } from '../scope.ts';
import { kept, mayWrite } from './given.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'temporal' | 'settings'>;
type Change = { name?: string; region?: string; regions?: string[]; hosts?: ConnectionSettings['hosts'] };

const subjectOf = (id: string) => ({ kind: 'connection', id });

/**
 * Names and places only: what it signs in with is rotated.
 *
 * @throws AuroraError `unprocessable` for hosts of what is no connection to hosts
 */
export function updateConnection({ db }: Needs, actor: Actor, id: string, change: Change): Promise<Connection> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { settings, provider } = await liveConnection(tx, id);
    const { name, region, regions, hosts } = change;
    if (hosts && provider !== 'ssh') throw unfit('Only connections by SSH have hosts.');
    if (name) await assertNameFree(tx, name, id);
    const changed = await changeConnection(tx, id, {
      settings: { ...settings, ...(regions ? { regions } : {}), ...(hosts ? { hosts } : {}) },
      ...(name ? { name } : {}),
      ...(region ? { region } : {}),
    });
    await keepAudit(tx, actor, { action: 'connection.update', subject: subjectOf(id), detail: change });
    return changed;
  });
}

/**
 * New credentials are the newest version of the same secret: whatever asks next has them, and nothing is restarted.
 * The old version stays in the secret store's history; it is not gone back to by itself, because people rotate what
 * ran out or got out.
 */
export async function rotateCredentials(
  parts: Needs,
  actor: Actor,
  id: string,
  given: RotateCredentials,
): Promise<ConnectionCheck> {
  const { db, secrets, temporal } = parts;
  const { orgId, userId } = actor;
  const before = await inOrg(db, scopeOf(actor), (tx) => liveConnection(tx, id));
  assertFits(before, given);
  const { settings, secret } = await kept(parts, { orgId, id }, given);
  await secrets.write(parseReference(before.secretRef).path, secret);
  const check = await inOrg(db, scopeOf(actor), async (tx) => {
    const { settings: own } = await liveConnection(tx, id);
    const { regions = own.regions } = settings;
    await changeConnection(tx, id, {
      credential: given.credential,
      settings: { ...settings, regions, enabledRegions: own.enabledRegions },
      // What the last check said was said of other credentials.
      state: 'unverified',
      stateReason: 'These credentials are new and have not been checked yet.',
    });
    const check = await requestCheck(tx, { orgId, connectionId: id }, { trigger: 'rotation', requestedBy: userId });
    const detail = { credential: given.credential, mayWrite: mayWrite(given), checkId: check.id };
    await keepAudit(tx, actor, { action: 'connection.rotate', subject: subjectOf(id), detail });
    return check;
  });
  await startCheck(temporal, { orgId, connectionId: id, trigger: 'rotation' });
  return check;
}

function assertFits({ provider, credential }: Connection, given: RotateCredentials): void {
  if (credential === 'sandbox') throw unfit('The sandbox has credentials of its own, which nobody needs to change.');
  if (credentialProvider[given.credential] === provider) return;
  throw unfit('These are credentials of another provider. Connect that account as one of its own.');
}

/** @returns the one that will look: another that waits already, or this one */
export async function checkConnection(
  { db, temporal }: Needs,
  actor: Actor,
  connectionId: string,
  id?: string,
): Promise<ConnectionCheck> {
  const { orgId, userId } = actor;
  const check = await inOrg(db, scopeOf(actor), async (tx) => {
    await liveConnection(tx, connectionId);
    const found = await requestCheck(tx, { orgId, connectionId }, { id, trigger: 'person', requestedBy: userId });
    const done = {
      action: 'connection.check',
      subject: { kind: 'connection_check', id: found.id },
      detail: { connectionId },
    };
    await keepAuditOnce(tx, actor, done);
    return found;
  });
  if (check.state === 'waiting') await startCheck(temporal, { orgId, connectionId, trigger: 'person' });
  return check;
}

const unfit = (userMessage: string) => new AuroraError({ code: 'unprocessable', retryable: false, userMessage });
