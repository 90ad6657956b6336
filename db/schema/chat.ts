import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { turnStates } from '../model/states.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { organisations, users } from './people.ts';
import { projects } from './projects.ts';

export const chatSessions = pgTable(
  'chat_sessions',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    title: text().notNull(),
    /** `provider:name`, or null for the platform's default. */
    model: text(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [index().on(table.orgId, table.updatedAt)],
);

/** From one cause (a person's message, or the outcome of a run) to the last word of the answer. */
export const turns = pgTable(
  'turns',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id),
    kind: text({ enum: ['message', 'outcome'] }).notNull(),
    state: text({ enum: turnStates }).notNull(),
    reason: text(),
    /** The run whose end is the cause. One outcome turn a run. */
    runId: uuid(),
    createdAt: createdAt(),
    startedAt: at(),
    finishedAt: at(),
  },
  (table) => [
    index().on(table.sessionId, table.createdAt),
    uniqueIndex('turns_one_outcome_per_run').on(table.runId).where(sql`kind = 'outcome'`),
  ],
);

export type ToolCall = { id: string; name: string; args: Record<string, unknown> };

/**
 * The transcript, and the queue of what people wrote: a user message without a turn is waiting.
 * A finished answer or tool result has one place (turn and step, or turn and call), so that a
 * retried step finds it and does not make it again.
 */
export const messages = pgTable(
  'messages',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id),
    turnId: uuid().references(() => turns.id),
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    role: text({ enum: ['user', 'assistant', 'tool'] }).notNull(),
    text: text().notNull(),
    authorId: uuid().references(() => users.id),
    delivery: text({ enum: ['queue', 'steer', 'interrupt'] })
      .notNull()
      .default('queue'),
    model: text(),
    step: integer(),
    toolCalls: jsonb().$type<ToolCall[]>(),
    toolCallId: text(),
    toolName: text(),
    ok: boolean(),
    /** How long the tool took, in milliseconds. */
    durationMs: integer(),
    stopped: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [
    index().on(table.sessionId, table.position),
    uniqueIndex('messages_one_answer_per_step').on(table.turnId, table.step).where(sql`role = 'assistant'`),
    uniqueIndex('messages_one_result_per_call').on(table.turnId, table.toolCallId).where(sql`role = 'tool'`),
    index('messages_waiting').on(table.sessionId, table.position).where(sql`role = 'user' and turn_id is null`),
  ],
);

/** One row a model call: what it used. Money comes later, from dated prices. */
export const llmUsage = pgTable(
  'llm_usage',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id),
    turnId: uuid()
      .notNull()
      .references(() => turns.id),
    step: integer().notNull(),
    model: text().notNull(),
    inputTokens: integer().notNull(),
    outputTokens: integer().notNull(),
    durationMs: integer().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.turnId, table.step), index().on(table.orgId, table.createdAt)],
);
