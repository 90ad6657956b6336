import { z } from 'zod';
import { turnStates } from '../../db/model/states.ts';
import { Id, Person, Time } from './common.ts';

export const SessionView = z
  .object({
    id: Id,
    title: z.string(),
    projectId: Id,
    projectName: z.string(),
    model: z.string().nullable().describe("null: the platform's default"),
    createdBy: Person,
    createdAt: Time,
    updatedAt: Time,
    turn: z
      .object({ id: Id, state: z.enum(turnStates), reason: z.string().nullable() })
      .nullable()
      .describe('the newest'),
    lastSeq: z.number().int().describe('of stream session:{id} when this was read; resume from it'),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'Session' });

export const CreateSession = z.object({
  id: Id.optional(),
  projectId: Id.optional().describe("default: the organisation's oldest project"),
  title: z.string().trim().min(1).max(200).optional().describe('default: taken from the first message'),
  model: z.string().max(200).nullable().optional(),
});

export const UpdateSession = z.object({
  title: z.string().trim().min(1).max(200).optional(),
  archived: z.boolean().optional(),
});

export const ToolCallView = z.object({ id: z.string(), name: z.string(), args: z.record(z.string(), z.unknown()) });

export const MessageView = z
  .object({
    id: Id,
    turnId: Id.nullable().describe('null while it waits'),
    role: z.enum(['user', 'assistant', 'tool']),
    text: z.string().describe('of a tool: its JSON result'),
    authorId: Id.nullable(),
    delivery: z.enum(['queue', 'steer', 'interrupt']),
    toolCalls: z.array(ToolCallView),
    toolCallId: z.string().nullable(),
    toolName: z.string().nullable(),
    ok: z.boolean().nullable(),
    ms: z.number().int().nullable().describe('of a tool: how long it took'),
    stopped: z.boolean(),
    model: z.string().nullable(),
    runId: Id.nullable().describe('the run that this call of propose_change created'),
    createdAt: Time,
  })
  .meta({ id: 'Message' });

export const PostMessage = z.object({
  id: Id.describe('made by the client: a repeat with the same id changes nothing'),
  text: z.string().trim().min(1).max(32_000),
  delivery: z
    .enum(['queue', 'steer', 'interrupt'])
    .default('queue')
    .describe('while a turn runs: wait for its end, join it at its next step, or stop it'),
});

export const StopSession = z.object({ id: Id });
