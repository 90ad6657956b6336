/** What is under code, what differs from it, and how more comes under it. */
import { z } from 'zod';
import { driftCheckStates, resourceCategories, resourceImportStates, stateChangeKinds } from '../../db/model/estate.ts';
import { runKinds, runStates } from '../../db/model/states.ts';
import { Id, Person, Time } from './common.ts';

export const StartDriftCheck = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const DriftCheck = z
  .object({
    id: Id,
    projectId: Id,
    state: z.enum(driftCheckStates),
    reason: z.string().nullable(),
    checked: z.number().int().nullable().describe('addresses that were compared'),
    drifted: z.number().int().nullable(),
    startedAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'DriftCheck' });

export const ProjectDrift = z
  .object({
    serial: z.number().int().nullable().describe('of the state that was last read; null before the first apply'),
    readAt: Time.nullable(),
    addresses: z.number().int(),
    lastCheck: DriftCheck.nullable(),
    drifted: z.array(
      z.object({
        address: z.string(),
        type: z.string(),
        cloudId: z.string().nullable(),
        resourceId: Id.nullable().describe('in the inventory'),
        drift: z
          .array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() }))
          .describe(
            'before: as the state says, after: as it is; an empty path is the whole thing. Masked where sensitive',
          ),
      }),
    ),
  })
  .meta({ id: 'ProjectDrift' });

const counts = {
  codified: z.number().int().describe("in a project's state, and as it says when last compared"),
  drifted: z.number().int().describe("in a project's state, and different"),
  unmanaged: z.number().int().describe('in none'),
  byItself: z
    .number()
    .int()
    .describe('in none, and no gap: comes with the account or with another resource, such as a default VPC'),
};

export const Coverage = z
  .object({ ...counts, byCategory: z.array(z.object({ category: z.enum(resourceCategories), ...counts })) })
  .meta({ id: 'Coverage' });

const ProjectRef = z.object({ id: Id, name: z.string() });

export const Why = z
  .object({
    cloudId: z.string(),
    heldBy: z
      .array(z.object({ project: ProjectRef, address: z.string(), companion: z.boolean() }))
      .describe("where it is under code now; the thing's own address first, then those of its parts"),
    heldElsewhere: z.boolean().describe('whether a project that you do not see holds it; nothing more is told of that'),
    steps: z
      .array(
        z.object({
          kind: z.enum(stateChangeKinds),
          address: z.string(),
          companion: z.boolean().describe("done to a part of the thing, such as a bucket's versioning"),
          project: ProjectRef,
          runId: Id.nullable().describe('null: no run did it; the state was changed by hand'),
          at: Time,
        }),
      )
      .describe('what was done to it here, oldest first; empty for what was not made here'),
    runs: z
      .array(
        z.object({
          id: Id,
          kind: z.enum(runKinds),
          state: z.enum(runStates),
          finishedAt: Time.nullable(),
          requestedBy: Person,
          approvals: z.array(
            z.object({
              by: Person,
              decision: z.enum(['approve', 'reject']),
              comment: z.string().nullable(),
              counted: z.boolean().nullable(),
              refusal: z.string().nullable(),
              at: Time,
            }),
          ),
          revision: z.object({
            number: z.number().int(),
            reason: z.string(),
            byAgent: z.boolean(),
            author: Person.nullable(),
          }),
          message: z
            .object({
              messageId: Id,
              text: z.string(),
              by: Person.nullable(),
              at: Time,
              sessionId: Id,
              sessionTitle: z.string(),
            })
            .nullable()
            .describe('the words in which it was asked for; null when not in a conversation'),
        }),
      )
      .describe('in the order in which they ended'),
    provider: z.object({
      tags: z.array(z.object({ tag: z.string(), value: z.string() })).describe('those that say who or what made it'),
      createdAt: Time.nullable(),
      firstSeenAt: Time.nullable(),
      deletedAt: Time.nullable(),
    }),
  })
  .meta({ id: 'Why' });

export const ImportResource = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  projectId: Id.describe('connected to the account that has the resource'),
});

export const ResourceImport = z
  .object({
    id: Id,
    resourceId: Id,
    projectId: Id,
    state: z.enum(resourceImportStates).describe('`proposed`: there is a run, which waits for people like any other'),
    reason: z.string().nullable().describe('why it failed'),
    address: z.string().nullable(),
    runId: Id.nullable(),
    startedAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'ResourceImport' });
