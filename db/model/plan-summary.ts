/**
 * What people decide on: a plan's JSON reduced to what changes, with every sensitive value masked.
 *
 * Made by `activities/terraform/summary.ts` from `terraform show -json`
 * (format: https://developer.hashicorp.com/terraform/internals/json-format), kept in `runs.summary`, answered by the API.
 */
import { z } from 'zod';

export const changeActions = ['create', 'update', 'replace', 'destroy', 'forget', 'import', 'move', 'read'] as const;

export const AttributeChange = z.object({
  path: z.string().describe('dotted, with list indexes: ingress[0].from_port'),
  kind: z.enum(['added', 'removed', 'changed', 'unknown']).describe('unknown: known only after apply'),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  sensitive: z.boolean().describe('the values are masked'),
  forcesReplacement: z.boolean(),
});

export const ResourceChange = z.object({
  address: z.string(),
  previousAddress: z.string().optional().describe('where it was before a move'),
  type: z.string(),
  name: z.string(),
  provider: z.string(),
  action: z.enum(changeActions).describe('move and import only where nothing else changes'),
  replaceOrder: z.enum(['delete-create', 'create-delete']).optional(),
  reason: z.string().optional().describe("Terraform's action_reason, such as replace_because_cannot_update"),
  replacePaths: z.array(z.string()).describe('the attributes that force the replacement'),
  importId: z.string().optional(),
  attributes: z.array(AttributeChange),
});

export const OutputChange = z.object({
  name: z.string(),
  action: z.enum(['create', 'update', 'destroy']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  sensitive: z.boolean(),
});

export const DriftChange = z.object({
  address: z.string(),
  action: z.enum(['update', 'destroy']),
  attributes: z.array(AttributeChange),
});

export const ChangeCounts = z.object({
  create: z.number().int(),
  update: z.number().int(),
  replace: z.number().int(),
  destroy: z.number().int(),
  forget: z.number().int(),
  import: z.number().int(),
  move: z.number().int(),
  read: z.number().int(),
  noop: z.number().int(),
});

export const PlanSummary = z.object({
  terraformVersion: z.string().describe('of what planned it: for the Kubernetes engine the version of the cluster'),
  complete: z.boolean().describe('false when Terraform deferred something'),
  counts: ChangeCounts.describe('import and move count also resources that change otherwise'),
  changes: z
    .array(ResourceChange)
    .describe('most dangerous first: destroy, replace, forget, update, create, import, move, read'),
  outputs: z.array(OutputChange),
  drift: z.array(DriftChange).describe('what moved outside Terraform; null and empty are equal'),
});

export const riskClasses = ['low', 'medium', 'high', 'critical'] as const;

export const Risk = z.object({
  class: z.enum(riskClasses),
  reasons: z
    .array(z.string())
    .describe('sentences, most serious first, such as "data loss: aws_dynamodb_table.orders"'),
  secondPerson: z.boolean().describe('the requester may not be the one who approves'),
  secondPersonWhy: z.string().optional().describe('where it is not that data can be lost'),
});

export type PlanSummary = z.infer<typeof PlanSummary>;
export type ResourceChange = z.infer<typeof ResourceChange>;
export type AttributeChange = z.infer<typeof AttributeChange>;
export type OutputChange = z.infer<typeof OutputChange>;
export type DriftChange = z.infer<typeof DriftChange>;
export type ChangeCounts = z.infer<typeof ChangeCounts>;
export type Risk = z.infer<typeof Risk>;
