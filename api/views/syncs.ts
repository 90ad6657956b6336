/** How the inventory of a connection is kept current: what people chose, and how each sync went. */
import { z } from 'zod';
import { syncRunStates, syncScopeStates, syncTriggers } from '../../db/model/estate.ts';
import { Id, Person, Time } from './common.ts';

const count = z.number().int();

export const SyncRunView = z
  .object({
    id: Id,
    connectionId: Id,
    trigger: z.enum(syncTriggers),
    requestedBy: Person.nullable(),
    state: z.enum(syncRunStates),
    reason: z.string().nullable().describe('in words, when it did not complete'),
    startedAt: Time,
    finishedAt: Time.nullable(),
    scopes: z.object({ done: count, failed: count, total: count }),
    seen: count,
    created: count,
    updated: count,
    deleted: count,
    throttles: count.describe('how often the provider asked to go slower'),
  })
  .meta({ id: 'SyncRun' });

export const SyncRunWithScopes = SyncRunView.extend({
  items: z
    .array(
      z.object({
        id: Id,
        account: z.string(),
        region: z.string(),
        kind: z.string().describe('the listing, such as `ec2.instances`'),
        state: z.enum(syncScopeStates),
        pages: count,
        seen: count,
        created: count,
        updated: count,
        deleted: count,
        throttles: count,
        error: z.string().nullable(),
        startedAt: Time.nullable(),
        finishedAt: Time.nullable(),
      }),
    )
    .describe('one listing of one region each'),
}).meta({ id: 'SyncRunWithScopes' });

export const SyncView = z
  .object({
    connectionId: Id,
    enabled: z.boolean(),
    intervalMinutes: count,
    regions: z.array(z.string()).nullable().describe('null: every region that the account has enabled'),
    pausedReason: z.string().nullable().describe('set when the provider refused the credentials'),
    pausedAt: Time.nullable(),
    nextRunAt: Time.nullable().describe('null: none is planned, or it is not known right now'),
    running: SyncRunView.nullable(),
    lastRun: SyncRunView.nullable().describe('the newest that has ended'),
    lastCompleteAt: Time.nullable().describe('end of the newest that read everything'),
  })
  .meta({ id: 'Sync' });

export const UpdateSync = z.object({
  enabled: z.boolean().optional(),
  intervalMinutes: z.number().int().min(5).max(10_080).optional(),
  regions: z.array(z.string().trim().min(1).max(60)).min(1).max(100).nullable().optional(),
  resume: z.literal(true).optional().describe('ends a pause: the credentials are good again'),
});

export const StartSync = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const SyncRunParams = z.object({ syncRunId: Id });
