/** Slack on real Temporal, Postgres and Vault, with the API that Slack reaches; Slack itself is a stub server. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { insertLinkCode } from '../db/identity-links.ts';
import { chatSessions, chatThreads, inboundHooks, memberships, messages, projects } from '../db/schema/index.ts';
import { hashOfLinkCode } from '../platform/places/link-code.ts';
import { pressed, signedEvent, type Wrote, wrote } from '../tests/support/slack-server/sends.ts';
import {
  connectSlack,
  eventually,
  linkSlack,
  makeSlackWorld,
  postHook,
  type SlackWorld,
} from '../tests/support/slack-world.ts';
import { makeWorld, quietRuntime, stackIsUp } from '../tests/support/world.ts';

describe.skipIf(!stackIsUp)('Slack', () => {
  let slack: SlackWorld;

  beforeAll(async () => {
    quietRuntime();
    slack = await makeSlackWorld();
    await slack.link(slack.userId, 'UADA');
  });
  afterAll(() => slack.close());

  const say = (text: string, more: Partial<Wrote> = {}): Wrote => ({
    team: slack.team,
    user: 'UADA',
    channel: 'C1',
    ts: slack.app.workspace.nextTs(),
    text,
    ...more,
  });
  const mention = (text: string, more: Partial<Wrote> = {}) => say(`<@${slack.app.workspace.botUserId}> ${text}`, more);
  const answersIn = (channel: string, thread: string) => slack.app.workspace.inThread(channel, thread);
  const whispersTo = (user: string) => slack.app.workspace.whispers.filter((one) => one.user === user);
  const sessionOf = async (thread: string) => {
    const [row] = await inOrg(slack.deps.db, slack, (tx) =>
      tx
        .select({ session: chatSessions })
        .from(chatThreads)
        .innerJoin(chatSessions, eq(chatSessions.id, chatThreads.sessionId))
        .where(eq(chatThreads.thread, thread)),
    );
    return row?.session;
  };

  /** How far a thread was told; undefined while nothing was. */
  const toldAll = async ({ channel, ts }: Wrote): Promise<number | undefined> => {
    const [row] = await inOrg(slack.deps.db, slack, (tx) =>
      tx
        .select()
        .from(chatThreads)
        .where(eq(chatThreads.thread, `${channel}:${ts}`)),
    );
    return row && row.toldSeq > 0 ? row.toldSeq : undefined;
  };
  /** A long answer is several messages, each there once. */
  const expectOnce = ({ channel, ts }: Wrote) => {
    const keys = answersIn(channel, ts).map(({ metadata }) => metadata?.event_payload.key);
    expect(keys.length).toBeGreaterThan(0);
    expect([...new Set(keys)]).toEqual(keys);
  };

  it('answers a question in its thread once, as a conversation of whoever asked, though Slack sends it three times', async () => {
    const asked = mention('What can you do?');
    for (const type of ['app_mention', 'message', 'app_mention'] as const) {
      expect((await slack.event(wrote(asked, type))).status).toBe(200);
    }
    await eventually(() => answersIn('C1', asked.ts)[0], 'an answer');
    const session = await eventually(() => sessionOf(`C1:${asked.ts}`), 'a session');
    expect(session).toMatchObject({ createdBy: slack.userId, projectId: slack.projectId, title: 'What can you do?' });

    const first = await eventually(() => toldAll(asked), 'the whole answer');
    await slack.event(wrote(say('And which projects are there?', { thread: asked.ts })));
    await eventually(async () => ((await toldAll(asked)) ?? 0) > first, 'a second answer');
    const rows = await inOrg(slack.deps.db, slack, (tx) =>
      tx.select().from(messages).where(eq(messages.sessionId, session.id)).orderBy(messages.position),
    );
    expect(rows.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual([
      'What can you do?',
      'And which projects are there?',
    ]);
    expectOnce(asked);
    const said = rows.filter(({ role, toolCalls }) => role === 'assistant' && toolCalls?.length === 0);
    expect(said).toHaveLength(2);
  });

  it('forgets after a month what was handled', async () => {
    const { orgId, integrationId } = slack;
    const receivedAt = new Date(Date.now() - 31 * 86_400_000);
    const row = { orgId, integrationId, event: 'e', payload: {}, receivedAt, handledAt: new Date() };
    const idsOf = async () =>
      (await inOrg(slack.deps.db, slack, (tx) => tx.select().from(inboundHooks))).map((one) => one.deliveryId);
    await inOrg(slack.deps.db, slack, (tx) =>
      tx.insert(inboundHooks).values([
        { ...row, deliveryId: 'old' },
        { ...row, deliveryId: 'new', receivedAt: new Date() },
      ]),
    );
    await slack.event(wrote(mention('hello', { user: 'UNOBODY' }), 'app_mention'));
    await eventually(async () => !(await idsOf()).includes('old'), 'the old one is gone');
    expect(await idsOf()).toContain('new');
  });

  it('keeps nothing of what people say among themselves, nor of bots, edits, and its own messages', async () => {
    const before = await inOrg(slack.deps.db, slack, (tx) => tx.select().from(inboundHooks));
    const ours = say('x', { user: slack.app.workspace.botUserId, channel: 'D1' });
    for (const body of [
      wrote(say('lunch?')),
      wrote(say('yes', { thread: slack.app.workspace.nextTs() })),
      wrote(mention('hello'), 'app_mention', { bot_id: 'B1' }),
      wrote(mention('hello'), 'message', { subtype: 'message_changed' }),
      wrote(ours),
      { ...wrote(mention('hello'), 'app_mention'), team_id: 'TOTHER' },
    ]) {
      expect((await slack.event(body)).status).toBe(200);
    }
    const after = await inOrg(slack.deps.db, slack, (tx) => tx.select().from(inboundHooks));
    expect(after.length).toBe(before.length);
  });

  it('tells who is not linked how to link, links by a code, and forgets the code', async () => {
    slack.app.workspace.addChannel('D2');
    const userId = await slack.newMember('Linus', 'operator');
    await slack.event(wrote(mention('help me', { user: 'ULINUS' }), 'app_mention'));
    await eventually(() => whispersTo('ULINUS')[0], 'a whisper');
    expect(whispersTo('ULINUS')[0]?.text).toContain('link CODE');

    const code = 'ABCDEFGHJK';
    const expiresAt = new Date(Date.now() + 60_000);
    const { orgId, integrationId } = slack;
    await inOrg(slack.deps.db, slack, (tx) =>
      insertLinkCode(tx, { orgId, integrationId, userId, codeHash: hashOfLinkCode(code), expiresAt }),
    );
    const wrong = say('link ZZZZZZZZZZ', { user: 'ULINUS', channel: 'D2' });
    const right = say(`link ${code}`, { user: 'ULINUS', channel: 'D2' });
    await slack.event(wrote(wrong));
    await slack.event(wrote(right));
    await eventually(() => answersIn('D2', right.ts)[0] && answersIn('D2', wrong.ts)[0], 'both answers');
    expect(answersIn('D2', wrong.ts)[0]?.text).toContain('opens nothing');
    expect(answersIn('D2', right.ts)[0]?.text).toContain('You are Linus of Test');
    const hooks = await inOrg(slack.deps.db, slack, (tx) => tx.select().from(inboundHooks));
    expect(JSON.stringify(hooks)).not.toContain(code);
    const entries = await slack.audited();
    expect(entries.filter((one) => one.action === 'identity.link').map((one) => one.outcome)).toEqual([
      'refused',
      'ok',
    ]);
    expect(entries.find((one) => one.actorId === `${slack.team}:ULINUS`)).toMatchObject({
      action: 'session.message',
      outcome: 'refused',
      actorKind: 'slack',
    });
  });

  it('chooses a project by name, and says when there is none of that name', async () => {
    const projectId = randomUUID();
    await inOrg(slack.deps.db, slack, (tx) =>
      tx.insert(projects).values({ id: projectId, orgId: slack.orgId, name: 'Billing api', createdBy: slack.userId }),
    );
    const asked = mention('project:"billing API" what is in it?');
    await slack.event(wrote(asked, 'app_mention'));
    const session = await eventually(() => sessionOf(`C1:${asked.ts}`), 'a session');
    expect(session).toMatchObject({ projectId, title: 'what is in it?' });
    await slack.event(wrote(mention('project:nowhere hello'), 'app_mention'));
    await eventually(() => whispersTo('UADA').find((one) => one.text.includes('no project named')), 'a refusal');
  });

  it('refuses a viewer, and somebody who was disabled or left since', async () => {
    const userId = await slack.newMember('Vic', 'viewer');
    await slack.link(userId, 'UVIC');
    await slack.event(wrote(mention('delete everything', { user: 'UVIC' }), 'app_mention'));
    await eventually(() => whispersTo('UVIC').find((one) => one.text.includes('Your role is viewer')), 'a refusal');
    await inOrg(slack.deps.db, slack, (tx) => tx.delete(memberships).where(eq(memberships.userId, userId)));
    await slack.event(wrote(mention('again', { user: 'UVIC' }), 'app_mention'));
    await eventually(() => whispersTo('UVIC').find((one) => one.text.includes('does not belong')), 'a refusal');
  });

  it('posts an answer once when Slack took it and its own answer was lost, and slows down when asked to', async () => {
    slack.server.fail('chat.postMessage', { kind: 'rate_limited', retryAfter: 1 });
    slack.server.fail('chat.postMessage', { kind: 'late' });
    slack.server.fail('conversations.replies', { kind: 'status', status: 503 });
    const before = slack.server.countOf('chat.postMessage');
    const asked = mention('What can you do?');
    await slack.event(wrote(asked, 'app_mention'));
    await eventually(() => toldAll(asked), 'a told answer');
    expectOnce(asked);
    // One was refused; one was lost on its way back, and found.
    expect(slack.server.countOf('chat.postMessage') - before).toBe(answersIn('C1', asked.ts).length + 1);
  });

  it('takes nothing that is forged, old, or of another integration, and answers all of it alike', async () => {
    const body = wrote(mention('hello'), 'app_mention');
    const secret = slack.app.signingSecret;
    const good = signedEvent(body, { secret });
    const answers = [
      await slack.post('events', signedEvent(body, { secret: 'guessed' })),
      await slack.post('events', signedEvent(body, { secret, ageSeconds: 301 })),
      await slack.post('events', { ...good, body: `${good.body} ` }),
      await slack.post('events', { ...good, headers: { 'content-type': 'application/json' } }),
      await slack.post('events', good, randomUUID()),
      await slack.post('events', good, 'no-id'),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    const told = answers.map((one) => JSON.parse(one.body).detail);
    expect(new Set(told).size).toBe(1);
    expect((await slack.post('events', good)).status).toBe(200);
    const challenge = await slack.event({ type: 'url_verification', challenge: 'abc' });
    expect(JSON.parse(challenge.body)).toEqual({ challenge: 'abc' });
  });

  it('keeps two organisations of one workspace apart', async () => {
    const other = await makeWorld({ worker: false });
    try {
      const app = slack.server.newApp(slack.app.workspace);
      const integrationId = await connectSlack(other, slack.server, app);
      await linkSlack(other, integrationId, other.userId, `${slack.team}:UADA`);
      const asked = mention('hello');
      const sent = signedEvent(wrote(asked, 'app_mention'), { secret: app.signingSecret });
      expect((await slack.post('events', sent)).status).toBe(401);
      expect((await postHook(slack.api, 'events', sent, integrationId)).status).toBe(200);
      const [theirs] = await inOrg(other.deps.db, other, (tx) => tx.select().from(inboundHooks));
      expect(theirs).toMatchObject({ integrationId, deliveryId: `said:C1:${asked.ts}` });
      expect(await slack.hook(`said:C1:${asked.ts}`)).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it('does nothing about a press whose value is not ours', async () => {
    const press = { team: slack.team, user: 'UADA', channel: 'C1', message: '1.1', action: 'run_approve', value: '{}' };
    expect((await slack.action(pressed(press))).status).toBe(200);
    expect((await slack.action({ type: 'view_submission' })).status).toBe(200);
  });
});
