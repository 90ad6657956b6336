/** Secrets that a request reads, on record before they are used, as those of activities are (activities/recorded-secrets.ts). */
import type { Actor } from '../db/auth.ts';
import { inOrg } from '../db/client.ts';
import { keepSecretUse } from '../db/secret-uses.ts';
import type { SecretData } from '../platform/secrets/vault.ts';
import { scopeOf } from './actions/scope.ts';
import type { Parts } from './parts.ts';

type Needs = Pick<Parts, 'db' | 'secrets'>;
type Owner = { kind: string; id: string };

/** For a person. Once a request, however often it reads. */
export async function readRecorded(
  { db, secrets }: Needs,
  actor: Actor,
  subject: Owner,
  reference: string,
): Promise<SecretData> {
  const { data, version } = await secrets.readVersion(reference);
  const by = { kind: 'request', id: actor.from?.requestId ?? crypto.randomUUID() };
  const use = { subject, purpose: 'read', by, reference, version, asked: actor } as const;
  await inOrg(db, scopeOf(actor), (tx) => keepSecretUse(tx, actor.orgId, use));
  return data;
}

/** For what comes from elsewhere, often, and from nobody yet: once a day. */
export async function readForHook(
  { db, secrets }: Needs,
  orgId: string,
  subject: Owner,
  reference: string,
): Promise<SecretData> {
  const { data, version } = await secrets.readVersion(reference);
  const by = { kind: 'webhooks', id: new Date().toISOString().slice(0, 10) };
  await inOrg(db, { orgId }, (tx) => keepSecretUse(tx, orgId, { subject, purpose: 'read', by, reference, version }));
  return data;
}
