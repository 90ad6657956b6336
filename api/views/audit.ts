import { z } from 'zod';
import { auditActorKinds, auditOutcomes } from '../../db/model/audit.ts';
import { PublicKey } from '../../platform/audit/statement.ts';
import { Id, PageQuery, Time } from './common.ts';

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
  subjectKind: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .optional(),
  subjectId: z.string().max(200).optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('part of a name, an id, an address, a reason or a request id'),
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

export const AuditActionsView = z.object({
  items: z.array(z.object({ action: z.string(), count: z.number().int() })).describe('most frequent first'),
});

/** How far the chain is proven. */
export const AuditStateView = z
  .object({
    entries: z.number().int(),
    end: z.string().nullable().describe('hash of the last entry'),
    checkpoint: z
      .object({ seq: z.number().int(), at: Time, hash: z.string(), keyId: z.string(), signature: z.string() })
      .nullable()
      .describe('the last one: everything up to its entry was verified and signed then'),
    unsigned: z.number().int().describe('entries since the last checkpoint'),
    everyMinutes: z.number().int().describe('how often new entries are signed'),
    broken: z
      .object({ noticeId: Id, at: Time, text: z.string() })
      .nullable()
      .describe('the newest finding of an entry that is not as it was written'),
  })
  .meta({ id: 'AuditState' });

export const AuditKeysView = z.object({ items: z.array(PublicKey.meta({ id: 'AuditKey' })) });
