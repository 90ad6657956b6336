/** Shapes that many routes share. Every view is JSON: ids are UUIDs, times are ISO 8601 in UTC. */
import { z } from 'zod';
import { errorStatus } from '../../platform/errors.ts';

/** Postgres writes ids in lower case; the same id in capitals is the same. */
export const Id = z.uuid().toLowerCase();
export const Time = z.iso.datetime({ offset: true });
export const Name = z.string().trim().min(1).max(100);

export const Person = z.object({ id: Id, name: z.string(), email: z.string() }).meta({ id: 'Person' });

/** RFC 9457, with our stable code and retry meaning. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorStatus) as [keyof typeof errorStatus]),
    retryable: z.boolean(),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });

/** Newest first; `cursor` is opaque and comes from `nextCursor` of the page before. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
