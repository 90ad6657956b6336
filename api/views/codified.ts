/** What is under code, what differs from it, and how more comes under it. */
import { z } from 'zod';
import { driftCheckStates, resourceCategories } from '../../db/model/estate.ts';
import { Id, Time } from './common.ts';

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
