import { z } from 'zod';
import { connectionProviders, connectionStates, credentialKinds } from '../../db/model/connections.ts';
import { projectAccess, roles } from '../../db/model/states.ts';
import { Id, Name, Person, Time } from './common.ts';

export const ConnectionView = z
  .object({
    id: Id,
    provider: z.enum(connectionProviders),
    name: z.string(),
    accountId: z.string().describe('empty until the first check asked who the credentials are'),
    region: z.string(),
    credential: z.enum(credentialKinds),
    state: z.enum(connectionStates),
    stateReason: z.string().nullable().describe('what is wrong, and what to do'),
    verifiedAt: Time.nullable(),
    sandbox: z.boolean().describe('an emulated account: nothing real, nothing billed'),
  })
  .meta({ id: 'Connection' });

export const ProjectView = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    access: z.enum(projectAccess).describe('`members`: only its members and admins of the organisation see it'),
    role: z.enum(roles).describe('what you may do there'),
    createdAt: Time,
    latestRevision: z.number().int().nullable(),
    connections: z.array(ConnectionView),
    lastRun: z.object({ id: Id, state: z.string(), kind: z.string(), createdAt: Time }).nullable(),
  })
  .meta({ id: 'Project' });

export const CreateProject = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  description: z.string().max(500).default(''),
  connectionIds: z.array(Id).max(5).optional().describe("default: the organisation's first connection"),
});

export const RevisionView = z
  .object({
    id: Id,
    projectId: Id,
    number: z.number().int(),
    reason: z.string(),
    author: Person.nullable(),
    byAgent: z.boolean(),
    sessionId: Id.nullable(),
    filesSha256: z.string(),
    files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
    createdAt: Time,
  })
  .meta({ id: 'Revision' });

export const RevisionWithFiles = RevisionView.extend({
  contents: z.record(z.string(), z.string()).describe('path to text'),
}).meta({ id: 'RevisionWithFiles' });

export const CreateRevision = z.object({
  id: Id.optional(),
  contents: z.record(z.string().min(1).max(255), z.string().max(1_048_576)),
  reason: z.string().trim().min(1).max(500),
  baseNumber: z
    .number()
    .int()
    .nullable()
    .describe('the revision it was edited from (null: the first); another one in between is a conflict'),
});

export const StateView = z
  .object({
    serial: z.number().int().nullable().describe('null before the first apply'),
    resources: z.array(
      z.object({
        address: z.string(),
        type: z.string(),
        id: z.string().nullable(),
        resourceId: Id.nullable().describe('in the inventory; null when no sync has seen it'),
      }),
    ),
  })
  .meta({ id: 'ProjectState' });
