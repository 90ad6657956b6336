/** Secrets that a request reads, on record before they are used, as those of activities are (activities/recorded-secrets.ts). */
import type { Actor } from '../db/auth.ts';
import { inOrg, type Scope } from '../db/client.ts';
import { keepSecretUse, type SecretUse } from '../db/secret-uses.ts';
import type { SecretData } from '../platform/secrets/vault.ts';
import { scopeOf } from './actions/scope.ts';
import type { Parts } from './parts.ts';

type Needs = Pick<Parts, 'db' | 'secrets'>;
type Owner = { kind: string; id: string };

/** For a person. Once a request, however often it reads. */
export const readRecorded = (parts: Needs, actor: Actor, subject: Owner, reference: string): Promise<SecretData> =>
  readAndKeep(parts, scopeOf(actor), reference, {
    subject,
    by: { kind: 'request', id: actor.from?.requestId ?? crypto.randomUUID() },
    asked: actor,
  });

/** For what comes from elsewhere, often, and from nobody yet: once a day. */
export const readForHook = (parts: Needs, orgId: string, subject: Owner, reference: string): Promise<SecretData> =>
  readAndKeep(parts, { orgId }, reference, {
    subject,
    by: { kind: 'webhooks', id: new Date().toISOString().slice(0, 10) },
  });

type Use = Pick<SecretUse, 'subject' | 'by' | 'asked'>;

async function readAndKeep({ db, secrets }: Needs, scope: Scope, reference: string, use: Use): Promise<SecretData> {
  const { data, version } = await secrets.readVersion(reference);
  await inOrg(db, scope, (tx) => keepSecretUse(tx, scope.orgId, { ...use, purpose: 'read', reference, version }));
  return data;
}
