/** What a request does, for the audit log: who, by what, from where. */
import type { FastifyRequest } from 'fastify';
import type { AuditEntry } from '../db/model/audit.ts';

type Given = Pick<AuditEntry, 'action' | 'outcome' | 'subject' | 'detail'>;

/** Of a personal token also which one, so that what it did is found when it got out. */
export function auditOf({ actor, id, ip }: FastifyRequest, { detail, ...given }: Given): AuditEntry {
  const byToken = actor.via === 'token';
  return {
    ...given,
    actor: { kind: byToken ? 'token' : 'person', id: actor.userId, name: actor.name },
    detail: { ...detail, ...(byToken ? { tokenId: actor.token.id, tokenName: actor.token.name } : {}) },
    requestId: id,
    address: ip,
  };
}
