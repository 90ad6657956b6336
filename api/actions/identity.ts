/** Who people are elsewhere: a short code, written there by themselves, proves it. */
import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { appendAudit } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { insertLinkCode, removeIdentityLink } from '../../db/identity-links.ts';
import { findIntegration } from '../../db/integrations.ts';
import type { IntegrationKind } from '../../db/model/integrations.ts';
import { mayAct } from '../../db/model/states.ts';
import { hashOfLinkCode, linkCodeLength, linkCodeLetters } from '../../platform/places/link-code.ts';
import { auditOf, keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { LinkCode } from '../views/integrations.ts';
import { scopeOf } from './scope.ts';

const codeMs = 10 * 60_000;

export async function makeLinkCode(
  { db }: Pick<Parts, 'db'>,
  actor: Actor,
  integrationId: string,
): Promise<z.output<typeof LinkCode>> {
  const code = Array.from({ length: linkCodeLength }, () => linkCodeLetters[randomInt(linkCodeLetters.length)]).join(
    '',
  );
  const expiresAt = new Date(Date.now() + codeMs);
  const { orgId, userId } = actor;
  const { kind } = await inOrg(db, scopeOf(actor), async (tx) => {
    const integration = await findIntegration(tx, integrationId);
    await insertLinkCode(tx, { orgId, userId, integrationId, codeHash: hashOfLinkCode(code), expiresAt });
    const done = { action: 'identity.link_code', subject: { kind: 'user', id: userId }, detail: { integrationId } };
    await keepAudit(tx, actor, done);
    return integration;
  });
  return { code, expiresAt: expiresAt.toISOString(), how: how[kind](code) };
}

const how: Record<IntegrationKind, (code: string) => string> = {
  slack: (code) =>
    `Write "link ${code}" to Aurora in Slack, in a direct message or by mentioning it, within ten minutes.`,
  github: (code) => `Write "/aurora link ${code}" as a comment on a pull request of Aurora, within ten minutes.`,
};

/** Everybody their own; an admin anybody's. */
export async function unlink({ db }: Pick<Parts, 'db'>, request: FastifyRequest, id: string): Promise<void> {
  const { actor } = request;
  await inOrg(db, scopeOf(actor), async (tx) => {
    const gone = await removeIdentityLink(tx, id, mayAct(actor.role, 'admin') ? undefined : actor.userId);
    const { provider, externalId, integrationId } = gone;
    const subject = { kind: 'user', id: gone.userId };
    const detail = { provider, externalId, integrationId };
    await appendAudit(tx, actor.orgId, auditOf(request, { action: 'identity.unlink', subject, detail }));
  });
}
