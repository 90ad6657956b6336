import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { CostEstimate } from '../model/cost-estimate.ts';
import type { PlanSummary, Risk } from '../model/plan-summary.ts';
import { runEngines, runKinds, runStates } from '../model/states.ts';
import { chatSessions } from './chat.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { organisations, users } from './people.ts';
import { projects, revisions } from './projects.ts';

/** What a sealed plan was made from. All digests are hex SHA-256. */
export type SealRecord = {
  planSha256: string;
  semanticDigest: string;
  filesSha256: string;
  keyId: string;
  /** Of Terraform's engine alone. */
  variablesSha256?: string;
  lockFileSha256?: string;
  providers?: Record<string, string>;
  terraformVersion?: string;
  state?: { lineage: string; serial: number } | null;
  /** Of the Kubernetes engine: which cluster, by the uid of its namespace kube-system, and its version. */
  cluster?: { uid: string; version: string };
};

/** What was found after an apply whose worker died. */
export type ReconcileRecord = {
  serial: number | null;
  resources: number;
  lock: { id: string; owner: string; ageSeconds: number } | null;
  text: string;
};

/** Written by the run's workflow alone (through its activities), from the first state to the last. */
export const runs = pgTable(
  'runs',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    revisionId: uuid()
      .notNull()
      .references(() => revisions.id),
    kind: text({ enum: runKinds }).notNull(),
    /** What plans and applies it. */
    engine: text({ enum: runEngines }).notNull().default('terraform'),
    state: text({ enum: runStates }).notNull().default('queued'),
    reason: text(),
    /** The conversation and the tool call that proposed it. */
    sessionId: uuid().references(() => chatSessions.id),
    toolCallId: text(),
    requestedBy: uuid()
      .notNull()
      .references(() => users.id),
    blockedBy: uuid(),
    summary: jsonb().$type<PlanSummary>(),
    risk: jsonb().$type<Risk>(),
    /** What the plan would cost, or why that is not known. */
    cost: jsonb().$type<CostEstimate>(),
    seal: jsonb().$type<SealRecord>(),
    /** The encrypted plan in S3. */
    planKey: text(),
    approvalsRequired: integer(),
    expiresAt: at(),
    reconcile: jsonb().$type<ReconcileRecord>(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [
    index().on(table.orgId, table.createdAt),
    index().on(table.projectId, table.createdAt),
    index().on(table.sessionId),
  ],
);

/** The timeline of a run: one row a state it entered. */
export const runTransitions = pgTable(
  'run_transitions',
  {
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    seq: integer().notNull(),
    state: text({ enum: runStates }).notNull(),
    reason: text(),
    at: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.seq] })],
);

/** What somebody decided about one exact plan. Kept for ever, also when it did not count. */
export const approvals = pgTable(
  'approvals',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    decision: text({ enum: ['approve', 'reject'] }).notNull(),
    planSha256: text().notNull(),
    comment: text(),
    createdAt: createdAt(),
    /** When the decider last proved who they are, as of the decision: destruction asks for a fresh proof. */
    steppedUpAt: at(),
    /** Null until the workflow has looked at it. */
    counted: boolean(),
    refusal: text(),
    checkedAt: at(),
  },
  (table) => [index().on(table.runId)],
);

/** "Stop" for a conversation or a run. The row is the request; the signal is the nudge. */
export const stopRequests = pgTable(
  'stop_requests',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    sessionId: uuid().references(() => chatSessions.id),
    runId: uuid().references(() => runs.id),
    kind: text({ enum: ['stop', 'cancel', 'supersede'] }).notNull(),
    reason: text(),
    requestedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.runId), index().on(table.sessionId)],
);

/** Legal moves between run states, for the trigger that refuses all others. Filled by the migration. */
export const runMovesTable = pgTable(
  'run_moves',
  { from: text('from_state').notNull(), to: text('to_state').notNull() },
  (table) => [primaryKey({ columns: [table.from, table.to] })],
);
