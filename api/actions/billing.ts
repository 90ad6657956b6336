/** Keeps what a person wants of a billing account, then tells its workflow. The row is always first. */
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import * as accounts from '../../db/billing-accounts.ts';
import { findImport, insertImport } from '../../db/billing-imports.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import type { BillingSettings } from '../../db/model/billing.ts';
import { alignBillingSchedule, startBillingSync } from '../../platform/billing-schedules.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { CreateBillingAccount, UploadQuery } from '../views/billing.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'temporal' | 'secrets' | 'settings' | 'storage'>;

export async function createBillingAccount(
  parts: Needs,
  actor: Actor,
  { credentials, ...given }: z.output<typeof CreateBillingAccount>,
): Promise<accounts.BillingAccount> {
  const { db, secrets, temporal, settings } = parts;
  checkEndpoint(given.settings, settings.BILLING_ENDPOINT_HOSTS);
  const id = given.id ?? crypto.randomUUID();
  const { orgId, userId } = actor;
  const secretRef = credentials ? await secrets.write(`billing/${orgId}/${id}`, credentials) : null;
  const row = { ...given, id, orgId, secretRef, madeUp: given.kind === 'sandbox', createdBy: userId };
  const account = await inOrg(db, scopeOf(actor), async (tx) => {
    const kept = await accounts.insertBillingAccount(tx, row);
    await audit(tx, actor, 'billing_account.create', kept.id, { name: kept.name, kind: kept.kind });
    return kept;
  });
  await alignBillingSchedule(temporal, { orgId, billingAccountId: account.id, enabled: isScheduled(account) });
  return account;
}

export async function changeBillingAccount(
  { db, temporal, settings }: Needs,
  actor: Actor,
  id: string,
  change: accounts.BillingAccountChange,
): Promise<accounts.BillingAccount> {
  checkEndpoint(change.settings ?? {}, settings.BILLING_ENDPOINT_HOSTS);
  const account = await inOrg(db, scopeOf(actor), async (tx) => {
    const kept = await accounts.updateBillingAccount(tx, id, change);
    await audit(tx, actor, 'billing_account.change', id, { ...change });
    return kept;
  });
  await alignBillingSchedule(temporal, { orgId: actor.orgId, billingAccountId: id, enabled: isScheduled(account) });
  return account;
}

/** Costs stay; the way they came, and the keys to it, go. */
export async function archiveBillingAccount({ db, temporal, secrets }: Needs, actor: Actor, id: string): Promise<void> {
  const { secretRef } = await inOrg(db, scopeOf(actor), async (tx) => {
    const gone = await accounts.archiveBillingAccount(tx, id);
    await audit(tx, actor, 'billing_account.archive', id, { name: gone.name });
    return gone;
  });
  await alignBillingSchedule(temporal, { orgId: actor.orgId, billingAccountId: id, enabled: false });
  if (secretRef) await secrets.remove(secretRef);
}

const audit = (tx: Tx, actor: Actor, action: string, id: string, detail: Record<string, unknown>) =>
  keepAudit(tx, actor, { action, subject: { kind: 'billing_account', id }, detail });

/** Nothing is fetched for uploads. */
const isScheduled = ({ enabled, kind }: accounts.BillingAccount): boolean => enabled && kind !== 'upload';

function checkEndpoint({ endpoint }: BillingSettings, hosts: string[]): void {
  if (endpoint === undefined || hosts.includes(new URL(endpoint).hostname)) return;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage:
      "Costs may only be read from the clouds' own hosts. Whoever runs Aurora can allow another one with BILLING_ENDPOINT_HOSTS.",
  });
}

export async function syncBillingAccount(
  { db, temporal }: Needs,
  actor: Actor,
  billingAccountId: string,
  syncId: string = crypto.randomUUID(),
): Promise<string> {
  const { orgId, userId } = actor;
  await inOrg(db, scopeOf(actor), async (tx) => {
    await accounts.findBillingAccount(tx, billingAccountId);
    const sync = { id: syncId, orgId, billingAccountId, trigger: 'person' as const, requestedBy: userId };
    await accounts.insertBillingSync(tx, sync);
    const subject = { kind: 'billing_sync', id: syncId };
    await keepAuditOnce(tx, actor, { action: 'billing_account.sync', subject, detail: { billingAccountId } });
  });
  await startBillingSync(temporal, { orgId, billingAccountId, trigger: 'person' });
  return syncId;
}

/**
 * Streams a file to our storage, then keeps it as an import that waits. The same bytes that wait or are loaded already
 * are not taken in again; the workflow says so for what was loaded under another name.
 *
 * @returns the import that has these bytes
 */
export async function uploadCosts(
  { db, storage, settings, temporal }: Needs,
  actor: Actor,
  billingAccountId: string,
  { id, name, part }: z.output<typeof UploadQuery>,
  body: unknown,
): Promise<{ importId: string; isNew: boolean }> {
  const { orgId, userId } = actor;
  const scope = scopeOf(actor);
  const account = await inOrg(db, scope, (tx) => accounts.findBillingAccount(tx, billingAccountId));
  if (account.kind !== 'upload')
    throw conflict('This billing account reads its costs by itself. Make one for uploads.');
  if (!(body instanceof Readable)) throw notAFile();
  // A name of its own: a repeat of the id with other bytes must not change what is kept under it.
  const location = `billing/${orgId}/${id}/${crypto.randomUUID()}`;
  const maxBytes = settings.BILLING_UPLOAD_MAX_MB * 1_048_576;
  const { bytes, sha256 } = await storage.large.putStream(location, body, { maxBytes });
  const files = [{ name, location, digest: sha256, bytes }];
  const row = { id, orgId, billingAccountId, sourceKey: part, digest: sha256, files, uploadedBy: userId };
  const kept = await inOrg(db, scope, async (tx) => {
    const answer = await insertImport(tx, row);
    const { files: keptFiles } = await findImport(tx, answer.id);
    const sync = { id, orgId, billingAccountId, trigger: 'upload' as const, requestedBy: userId };
    if (answer.isNew) {
      await accounts.insertBillingSync(tx, sync);
      const detail = { importId: id, name, part, sha256, bytes };
      await audit(tx, actor, 'billing_account.upload', billingAccountId, detail);
    }
    return { ...answer, files: keptFiles };
  });
  if (kept.files[0]?.location !== location) await storage.remove(location);
  await startBillingSync(temporal, { orgId, billingAccountId, trigger: 'upload' });
  return { importId: kept.id, isNew: kept.isNew };
}

const notAFile = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'Send the file as the body itself, with Content-Type: application/octet-stream.',
  });
