import { z } from 'zod';
import { OrgEvent, RunEvent, SessionEvent, streamPattern } from '../../db/model/events.ts';
import { Time } from './common.ts';

export const StreamParam = z.object({ stream: z.string().regex(streamPattern) });

export const EventView = z
  .object({
    stream: z.string(),
    seq: z.number().int(),
    at: Time,
    event: z.union([SessionEvent, RunEvent, OrgEvent]),
  })
  .meta({ id: 'Event' });

export const EventsQuery = z.object({
  afterSeq: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
});

export const EventPage = z.object({ items: z.array(EventView), lastSeq: z.number().int() }).meta({ id: 'EventPage' });

/** What a client sends over `/live`. */
export const LiveRequest = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('resume'), stream: z.string().regex(streamPattern), afterSeq: z.number().int().min(0) }),
    z.object({ type: z.literal('leave'), stream: z.string().regex(streamPattern) }),
    z.object({ type: z.literal('ping') }),
  ])
  .meta({ id: 'LiveRequest' });

/** What comes back. `caughtUp` follows the events that were missed. */
export const LiveAnswer = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('event'), ...EventView.shape }),
    z.object({ type: z.literal('caughtUp'), stream: z.string(), seq: z.number().int() }),
    z.object({ type: z.literal('refused'), stream: z.string().nullable(), problem: z.string() }),
    z.object({ type: z.literal('pong') }),
  ])
  .meta({ id: 'LiveAnswer' });
