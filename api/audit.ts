/** What a request does, for the audit log: who, by what, from where. */
import type { FastifyRequest } from 'fastify';
import { appendAudit, appendAuditDaily, appendAuditOnce, auditBy } from '../db/audit.ts';
import type { Actor } from '../db/auth.ts';
import type { Tx } from '../db/client.ts';
import type { AuditEntry } from '../db/model/audit.ts';

export const auditOf = ({ actor }: Pick<FastifyRequest, 'actor'>, given: Parameters<typeof auditBy>[1]): AuditEntry =>
  auditBy(actor, given);

export type Done = { action: string; subject: { kind: string; id: string }; detail?: Record<string, unknown> };

/** Call it last in the transaction of what was done. */
export const keepAudit = (tx: Tx, actor: Actor, done: Done): Promise<void> =>
  appendAudit(tx, actor.orgId, auditBy(actor, done));

/** For what is made or decided: the same request again is on record once. */
export const keepAuditOnce = (tx: Tx, actor: Actor, { subject, ...done }: Done): Promise<void> =>
  appendAuditOnce(tx, actor.orgId, { ...auditBy(actor, done), subject });

/** For what is looked at: each person's look at a thing is on record once a day. */
export const keepAuditDaily = (tx: Tx, actor: Actor, { subject, ...done }: Done): Promise<void> =>
  appendAuditDaily(tx, actor.orgId, { ...auditBy(actor, done), subject });
