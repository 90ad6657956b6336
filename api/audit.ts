/** What a request does, for the audit log: who, by what, from where. */
import type { FastifyRequest } from 'fastify';
import { auditBy } from '../db/audit.ts';
import type { AuditEntry } from '../db/model/audit.ts';

export const auditOf = ({ actor }: Pick<FastifyRequest, 'actor'>, given: Parameters<typeof auditBy>[1]): AuditEntry =>
  auditBy(actor, given);
