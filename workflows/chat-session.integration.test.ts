/** The conversation on real Temporal and Postgres, with a scripted model. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { messages, turns } from '../db/schema/index.ts';
import { AuroraError } from '../platform/errors.ts';
import { type ScriptedAnswer, ScriptedModel } from '../tests/support/models/scripted.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import { stopTurn, workflowIds } from './messages.ts';

describe.skipIf(!stackIsUp)('a chat session', () => {
  let world: World;
  let model: ScriptedModel;

  beforeAll(quietRuntime);
  afterEach(() => world.close());

  async function start(...answers: ScriptedAnswer[]): Promise<string> {
    model = new ScriptedModel(answers);
    world = await makeWorld({ model: () => model });
    return world.newSession();
  }

  const turnIs = (state: string) => (event: { type: string; payload: unknown }) =>
    event.type === 'turn.state' && (event.payload as { state: string }).state === state;

  const transcript = (sessionId: string) =>
    inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      tx.select().from(messages).where(eq(messages.sessionId, sessionId)).orderBy(messages.position),
    );

  it('answers, keeps what it said, and says so in order', async () => {
    const sessionId = await start('Hello. I am scripted.');
    await world.say(sessionId, 'Hi');
    await world.until(`session:${sessionId}`, turnIs('completed'));

    const events = await world.events(`session:${sessionId}`);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    const kinds = events.map((event) => event.type).filter((type) => type !== 'message.delta');
    expect(kinds).toEqual([
      'message.accepted',
      'session.updated',
      'turn.state',
      'message.started',
      'message.completed',
      'turn.state',
    ]);
    const finished = events.findIndex((event) => event.type === 'message.completed');
    const said = events
      .slice(0, finished)
      .filter((event) => event.type === 'message.delta')
      .map((event) => event.payload as { text: string });
    expect(said.map((delta) => delta.text).join(''), 'all of it before it is finished').toBe('Hello. I am scripted.');
    expect((await transcript(sessionId)).map(({ role, text }) => [role, text])).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello. I am scripted.'],
    ]);
  });

  it('takes a message once, however often it is sent and signalled', async () => {
    const sessionId = await start('Only once.');
    const id = randomUUID();
    await Promise.all([1, 2, 3].map(() => world.say(sessionId, 'Hi', 'queue', id)));
    await world.until(`session:${sessionId}`, turnIs('completed'));
    expect((await transcript(sessionId)).map((message) => message.role)).toEqual(['user', 'assistant']);
  });

  it('runs parallel tool calls, feeds their results back, and keeps each once', async () => {
    const sessionId = await start(
      {
        text: 'Looking.',
        calls: [
          { name: 'read_project', args: {} },
          { name: 'list_runs', args: { limit: 3 } },
        ],
      },
      (asked) => `I saw ${asked.filter((message) => message.getType() === 'tool').length} results.`,
    );
    await world.say(sessionId, 'Look');
    await world.until(`session:${sessionId}`, turnIs('completed'));
    const rows = await transcript(sessionId);
    expect(rows.map((row) => row.role)).toEqual(['user', 'assistant', 'tool', 'tool', 'assistant']);
    expect(rows.at(-1)?.text).toBe('I saw 2 results.');
    expect(rows.filter((row) => row.role === 'tool').every((row) => row.ok)).toBe(true);
  });

  it('tells the model in words when a tool does not exist or its arguments do not fit', async () => {
    const sessionId = await start(
      {
        calls: [
          { name: 'drop_database', args: {} },
          { name: 'list_resources', args: { kind: 'spaceship' } },
        ],
      },
      'I see.',
    );
    await world.say(sessionId, 'Go');
    await world.until(`session:${sessionId}`, turnIs('completed'));
    const results = (await transcript(sessionId)).filter((row) => row.role === 'tool').map((row) => row.text);
    expect(results.join('\n')).toMatch(/There is no tool/);
    expect(results.join('\n')).toMatch(/do not fit/);
  });

  it('queues a second message behind a running turn, and takes a steering one into it', async () => {
    const sessionId = await start(
      { text: 'One moment', calls: [{ name: 'list_runs', args: { limit: 1 } }], delayMs: 150 },
      (asked) => `Steered by: ${String(asked.at(-1)?.content)}`,
      'And now the second.',
    );
    await world.say(sessionId, 'First');
    await world.until(`session:${sessionId}`, (event) => event.type === 'message.delta');
    await world.say(sessionId, 'Second', 'queue');
    await world.say(sessionId, 'Be brief', 'steer');
    await world.until(
      `session:${sessionId}`,
      (event) =>
        event.seq > 5 && JSON.stringify(event).includes('And now the second.') && event.type === 'message.completed',
    );
    const texts = (await transcript(sessionId)).filter((row) => row.role === 'assistant').map((row) => row.text);
    expect(texts).toEqual(['One moment', 'Steered by: Be brief', 'And now the second.']);
  });

  it('stops on request and keeps what was said so far, marked as stopped', async () => {
    const sessionId = await start(
      { text: 'This is a very long answer that never comes to its end.', delayMs: 400 },
      'Ready again.',
    );
    await world.say(sessionId, 'Talk');
    await world.until(`session:${sessionId}`, (event) => event.type === 'message.delta');
    const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.chatSession(sessionId));
    await handle.signal(stopTurn, { requestId: randomUUID() });
    await world.until(`session:${sessionId}`, turnIs('stopped'), 5_000);
    const answer = (await transcript(sessionId)).find((row) => row.role === 'assistant');
    expect(answer?.stopped).toBe(true);
    expect('This is a very long answer that never comes to its end.'.startsWith(answer?.text ?? '?')).toBe(true);

    await world.say(sessionId, 'Still there?');
    await world.until(`session:${sessionId}`, turnIs('completed'));
  });

  it('ends a turn in words when the key is rejected, and goes on with the next message', async () => {
    const rejected = new AuroraError({
      code: 'model_key_rejected',
      retryable: false,
      userMessage: 'The key is not accepted.',
    });
    const sessionId = await start(rejected, 'Better now.');
    await world.say(sessionId, 'Hi');
    const failed = await world.until(`session:${sessionId}`, turnIs('failed'));
    expect((failed.payload as { reason: string }).reason).toBe('The key is not accepted.');
    await world.say(sessionId, 'Again');
    await world.until(`session:${sessionId}`, turnIs('completed'));
  });

  it('asks again when the model fails in passing, without saying anything twice', async () => {
    const busy = new AuroraError({ code: 'model_overloaded', retryable: true, retryAfterMs: 50, userMessage: 'Busy.' });
    const sessionId = await start(busy, 'Third time lucky.');
    await world.say(sessionId, 'Hi');
    await world.until(`session:${sessionId}`, turnIs('completed'));
    expect((await transcript(sessionId)).map((row) => row.text)).toEqual(['Hi', 'Third time lucky.']);
  });

  it('removes the checkpoints of a finished turn', async () => {
    const sessionId = await start('Done.');
    await world.say(sessionId, 'Hi');
    await world.until(`session:${sessionId}`, turnIs('completed'));
    const [turn] = await inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      tx.select().from(turns).where(eq(turns.sessionId, sessionId)),
    );
    await expect
      .poll(async () => {
        const left = await world.deps.db.pool.query('select 1 from langgraph.checkpoints where thread_id = $1', [
          turn?.id,
        ]);
        return left.rowCount;
      })
      .toBe(0);
  });
});
