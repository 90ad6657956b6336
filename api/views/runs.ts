import { z } from 'zod';
import { CostEstimate } from '../../db/model/cost-estimate.ts';
import { PlanSummary, Risk } from '../../db/model/plan-summary.ts';
import { runEngines, runKinds, runStates } from '../../db/model/states.ts';
import { Id, Person, Time } from './common.ts';

export const ApprovalView = z
  .object({
    id: Id,
    user: Person,
    decision: z.enum(['approve', 'reject']),
    planSha256: z.string(),
    comment: z.string().nullable(),
    createdAt: Time,
    counted: z.boolean().nullable().describe('null until the workflow has looked at it'),
    refusal: z.string().nullable().describe('why it did not count'),
  })
  .meta({ id: 'Approval' });

/** In lists: without the plan. */
export const RunListItem = z
  .object({
    id: Id,
    projectId: Id,
    projectName: z.string(),
    revisionNumber: z.number().int(),
    revisionReason: z.string(),
    kind: z.enum(runKinds),
    engine: z.enum(runEngines).describe('what plans and applies it'),
    state: z.enum(runStates),
    reason: z.string().nullable(),
    requestedBy: Person,
    sessionId: Id.nullable(),
    planSha256: z.string().nullable(),
    counts: PlanSummary.shape.counts.nullable(),
    riskClass: Risk.shape.class.nullable(),
    createdAt: Time,
    updatedAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'RunListItem' });

export const RunView = RunListItem.extend({
  summary: PlanSummary.nullable(),
  risk: Risk.nullable(),
  cost: CostEstimate.nullable().describe('what the plan would cost a month; null before there is a plan'),
  digests: z.record(z.string(), z.string()).nullable().describe('what the plan was made from, by name'),
  approvalsRequired: z.number().int().nullable(),
  approvals: z.array(ApprovalView),
  mayApprove: z.object({ allowed: z.boolean(), why: z.string().nullable() }).describe('for the one who asks, now'),
  expiresAt: Time.nullable(),
  blockedBy: Id.nullable().describe('the run of the same project that it waits for'),
  timeline: z.array(z.object({ state: z.enum(runStates), reason: z.string().nullable(), at: Time })),
  reconcile: z
    .object({
      serial: z.number().int().nullable(),
      resources: z.number().int(),
      lock: z.object({ id: z.string(), owner: z.string(), ageSeconds: z.number() }).nullable(),
      text: z.string(),
    })
    .nullable()
    .describe('what was found after an apply whose worker died'),
  sandbox: z.boolean(),
  workflowId: z.string(),
  temporalUrl: z.string(),
  lastSeq: z.number().int().describe('of stream run:{id} when this was read; resume from it'),
}).meta({ id: 'Run' });

export const RunQuery = z.object({
  projectId: Id.optional(),
  state: z.enum(runStates).optional(),
});

export const StartRun = z.object({
  id: Id.optional(),
  kind: z.enum(runKinds).default('apply'),
  engine: z
    .enum(runEngines)
    .default('terraform')
    .describe("kubernetes: takes the manifests under kubernetes/ to the project's cluster, and nothing else"),
  revision: z.number().int().positive().optional().describe('default: the latest'),
});

export const Decide = z.object({
  id: Id.describe('made by the client: a repeat with the same id changes nothing'),
  decision: z.enum(['approve', 'reject']),
  planSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('the plan that was looked at'),
  comment: z.string().trim().max(2_000).optional(),
});

export const CancelRun = z.object({ id: Id, reason: z.string().trim().max(500).optional() });

export const ReleaseLock = z.object({ lockId: z.string().min(1).max(200).describe('from `reconcile.lock.id`') });
