/**
 * Every visible thing is an event with a number. This is the whole catalogue: what may be in a stream,
 * and what pages, the demo and scripts can rely on.
 *
 * Streams: `session:{id}` (the conversation), `run:{id}` (a run from queue to proof), `org:{id}` (what lists need).
 */
import { z } from 'zod';
import { checkStates, checkStepNames, checkStepStates, connectionStates } from './connections.ts';
import { driftCheckStates, resourceImportStates, syncRunStates } from './estate.ts';
import { pullRequestStates } from './integrations.ts';
import { ingestStates, knowledgeIndexStates, memoryNoteStates } from './knowledge.ts';
import { deliveryStates } from './notices.ts';
import { ChangeCounts, riskClasses } from './plan-summary.ts';
import { runStates, turnStates } from './states.ts';

const id = z.uuid();
const json = z.unknown();

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), payload: z.object(shape) });

export const SessionEvent = z.discriminatedUnion('type', [
  event('session.updated', { title: z.string() }),
  event('message.accepted', {
    messageId: id,
    role: z.literal('user'),
    text: z.string(),
    authorId: id.nullable(),
    delivery: z.enum(['queue', 'steer', 'interrupt']),
  }),
  event('turn.state', { turnId: id, state: z.enum(turnStates), reason: z.string().nullable() }),
  /** A new attempt at the same message replaces whatever text the attempt before it had streamed. */
  event('message.started', { messageId: id, turnId: id, attempt: z.number().int(), model: z.string() }),
  event('message.delta', { messageId: id, attempt: z.number().int(), offset: z.number().int(), text: z.string() }),
  /** Final: replaces all deltas of the message. `stopped` when a person stopped it midway. */
  event('message.completed', {
    messageId: id,
    turnId: id,
    text: z.string(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), args: json })),
    stopped: z.boolean(),
  }),
  event('tool.started', { turnId: id, toolCallId: z.string(), name: z.string(), args: json }),
  event('tool.completed', {
    turnId: id,
    toolCallId: z.string(),
    name: z.string(),
    ok: z.boolean(),
    result: json,
    ms: z.number().int(),
  }),
  /** The agent proposed a change: show its plan card here. */
  event('run.proposed', { turnId: id, toolCallId: z.string(), runId: id, reason: z.string() }),
  event('run.state', { runId: id, state: z.enum(runStates), reason: z.string().nullable() }),
]);

export const RunEvent = z.discriminatedUnion('type', [
  event('run.state', { runId: id, state: z.enum(runStates), reason: z.string().nullable() }),
  event('run.waiting', { position: z.number().int(), blockedBy: id.nullable() }),
  event('gate.finding', {
    rule: z.string(),
    message: z.string(),
    file: z.string(),
    line: z.number().int().nullable(),
    address: z.string().nullable(),
  }),
  event('plan.progress', { step: z.enum(['init', 'plan', 'show', 'verify', 'prove', 'wait']), text: z.string() }),
  event('plan.sealed', {
    planSha256: z.string(),
    semanticDigest: z.string(),
    counts: ChangeCounts,
    risk: z.enum(riskClasses),
  }),
  event('approval.recorded', {
    approvalId: id,
    userId: id,
    userName: z.string(),
    decision: z.enum(['approve', 'reject']),
    comment: z.string().nullable(),
    counted: z.boolean(),
    refusal: z.string().nullable(),
  }),
  event('apply.log', {
    kind: z.string().describe("Terraform's message type, such as apply_start"),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string(),
    address: z.string().nullable(),
    action: z.string().nullable(),
    elapsedSeconds: z.number().nullable(),
  }),
  event('run.reconciled', {
    state: z.enum(runStates),
    serial: z.number().int().nullable(),
    resources: z.number().int(),
    lock: z.object({ owner: z.string(), ageSeconds: z.number() }).nullable(),
    text: z.string(),
  }),
  /** A person took away the state lock that a dead apply had left. */
  event('lock.released', { lockId: z.string(), userId: id }),
]);

export const OrgEvent = z.discriminatedUnion('type', [
  event('run.state', { runId: id, state: z.enum(runStates), reason: z.string().nullable() }),
  event('session.updated', { sessionId: id, title: z.string() }),
  /** Published when a sync starts, about once a second while it goes on, and when it ends. */
  event('sync.progress', {
    syncRunId: id,
    connectionId: id,
    state: z.enum(syncRunStates),
    reason: z.string().nullable(),
    scopes: z.object({ done: z.number().int(), failed: z.number().int(), total: z.number().int() }),
    seen: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
  }),
  /** A look for drift in a project began or ended. */
  event('drift.checked', {
    checkId: id,
    projectId: id,
    state: z.enum(driftCheckStates),
    reason: z.string().nullable(),
    checked: z.number().int().nullable(),
    drifted: z.number().int().nullable(),
  }),
  /** What the draft of an import is at, in words; with the run once there is one. */
  event('import.progress', {
    importId: id,
    resourceId: id,
    projectId: id,
    state: z.enum(resourceImportStates),
    text: z.string(),
    runId: id.nullable(),
  }),
  /** An ingest began, got further, or ended. Published about once a second. */
  event('knowledge.progress', {
    ingestId: id,
    sourceId: id,
    state: z.enum(ingestStates),
    reason: z.string().nullable(),
    documents: z.object({ done: z.number().int(), failed: z.number().int(), total: z.number().int().nullable() }),
    chunks: z.object({ added: z.number().int(), removed: z.number().int() }),
  }),
  /** Another index is being built, or has taken over. */
  event('knowledge.index', {
    indexId: id,
    state: z.enum(knowledgeIndexStates),
    embedding: z.string(),
    done: z.number().int(),
    total: z.number().int(),
  }),
  /** The agent proposed a note, or people kept, declined or removed one. */
  event('memory.changed', { noteId: id, state: z.enum(memoryNoteStates) }),
  event('delivery.changed', { deliveryId: id, noticeId: id, state: z.enum(deliveryStates) }),
  event('pull_request.changed', { pullRequestId: id, projectId: id, state: z.enum(pullRequestStates) }),
  /** A connection is being looked at: told at each step that ended, and at the end. */
  event('connection.checked', {
    connectionId: id,
    checkId: id,
    state: z.enum(checkStates),
    connection: z.enum(connectionStates),
    step: z.object({ name: z.enum(checkStepNames), state: z.enum(checkStepStates) }).nullable(),
  }),
  /** Somebody joined, left, or may do other things than before. */
  event('members.changed', { userId: id.nullable() }),
  /** Something that people should know and may have to act on. The same `noticeKey` is told once. */
  event('notice', {
    noticeKey: z.string(),
    level: z.enum(['info', 'warning', 'error']),
    text: z.string(),
    href: z.string().nullable().describe('The page to act on, such as /accounts/{id}'),
  }),
]);

export type SessionEvent = z.infer<typeof SessionEvent>;
export type RunEvent = z.infer<typeof RunEvent>;
export type OrgEvent = z.infer<typeof OrgEvent>;

export type StreamName = `session:${string}` | `run:${string}` | `org:${string}`;

export type EventOf<Stream extends StreamName> = Stream extends `session:${string}`
  ? SessionEvent
  : Stream extends `run:${string}`
    ? RunEvent
    : OrgEvent;

export const streamPattern = /^(session|run|org):[0-9a-f-]{36}$/;
