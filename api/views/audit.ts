import { z } from 'zod';
import { auditActorKinds, auditOutcomes } from '../../db/model/audit.ts';
import { PageQuery, Time } from './common.ts';

const instant = Time.transform((text) => new Date(text));

export const AuditFilters = z.object({
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/)
    .optional()
    .describe('such as `run.approve`, or `run` for everything that was done to runs'),
  outcome: z.enum(auditOutcomes).optional(),
  actorKind: z.enum(auditActorKinds).optional(),
  actorId: z.string().max(200).optional(),
  subjectId: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
});

export const AuditQuery = AuditFilters.extend(PageQuery.shape);

export const AuditExportQuery = AuditFilters.extend({ format: z.enum(['csv', 'jsonl']).default('csv') });

export const AuditEntryView = z
  .object({
    seq: z.number().int().describe('from 1 in this organisation, without gaps'),
    at: Time,
    action: z.string().describe('subject.verb, such as run.approve'),
    outcome: z.enum(auditOutcomes),
    actor: z.object({
      kind: z.enum(auditActorKinds),
      id: z.string().nullable(),
      name: z.string().nullable(),
    }),
    subject: z.object({ kind: z.string(), id: z.string().nullable() }).nullable(),
    detail: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    prevHash: z.string().describe('of the entry before it'),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
