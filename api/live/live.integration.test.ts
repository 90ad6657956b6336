/** The WebSocket on real Postgres: exactly once and in order, whatever happens at the same time. */
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPresented } from '../../db/client.ts';
import { publishEvent } from '../../db/events.ts';
import { liveTickets } from '../../db/schema/index.ts';
import { type LiveClient, openLive, refusedWith, ticketOf } from '../testing/live-client.ts';
import { makeProxy } from '../testing/proxy.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';
import { hashOf } from '../tokens.ts';
import { maxStreams } from './socket.ts';
import { signedOutCode } from './watch.ts';

describe.skipIf(!stackIsUp())('the live socket', () => {
  let world: ApiWorld;
  let ada: Caller;
  let url: string;
  beforeAll(async () => {
    world = await makeApiWorld({ liveTimes: { pingMs: 200, checkMs: 200 } });
    ada = await world.newOrg();
    url = await listen(world);
  });
  afterAll(() => world.close());

  async function listen({ app }: ApiWorld): Promise<string> {
    await app.listen({ host: '127.0.0.1', port: 0 });
    return `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  }

  const orgOf = (caller: Caller) => caller.signedIn.organisation.id;
  const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

  async function newStream(caller = ada) {
    const { body } = await caller.send<{ id: string }>('POST', '/sessions', {});
    const stream = `session:${body.id}` as const;
    let count = 1;
    const publish = (text = 'x') => {
      count += 1;
      const payload = { messageId: body.id, attempt: 1, offset: 0, text };
      return publishEvent(world.deps.db, orgOf(caller), stream, { type: 'message.delta', payload });
    };
    // Creating the session is event 1.
    return { stream, publish, count: () => count };
  }

  it('gives what was missed, says so, then follows', async () => {
    const { stream, publish } = await newStream();
    for (let made = 0; made < 4; made += 1) await publish();
    const live = await openLive(url, ada, [{ type: 'resume', stream, afterSeq: 2 }]);
    await live.until((answers) => answers.some(({ type }) => type === 'caughtUp'));
    expect(live.seqs(stream)).toEqual([3, 4, 5]);
    expect(live.answers.at(-1)).toEqual({ type: 'caughtUp', stream, seq: 5 });
    await publish('new');
    await live.until(() => live.seqs(stream).includes(6));
    expect(live.answers.at(-1)).toMatchObject({ type: 'event', seq: 6, event: { payload: { text: 'new' } } });
    await live.close();
  });

  it('gives every event exactly once and in order while many write and two viewers keep coming back', async () => {
    const { stream, publish, count } = await newStream();
    const total = 501;
    const write = async () => {
      while (count() < total) {
        await publish();
        if (randomInt(4) === 0) await sleep(randomInt(3));
      }
    };
    const writing = Promise.all([write(), write(), write(), write()]);

    /** Breaks off at a random place and resumes from the last number it has, as a page does. */
    async function view(from: number): Promise<number[]> {
      const got: number[] = [];
      while ((got.at(-1) ?? from) < total) {
        const last = got.at(-1) ?? from;
        const live = await openLive(url, ada, [{ type: 'resume', stream, afterSeq: last }]);
        const enough = Math.min(total, last + 1 + randomInt(150));
        await live.until(() => (live.seqs(stream).at(-1) ?? 0) >= enough);
        got.push(...live.seqs(stream));
        await live.close();
      }
      return got;
    }
    const starts = [0, randomInt(1, 40), randomInt(1, 400)];
    const views = await Promise.all(starts.map(view));
    await writing;
    for (const [index, got] of views.entries()) expect(got).toEqual(upTo(total, (starts[index] ?? 0) + 1));
  });

  it('starts a stream anew on the same socket, and leaves it, without mixing the two', async () => {
    const { stream, publish } = await newStream();
    for (let made = 0; made < 9; made += 1) await publish();
    const live = await openLive(url, ada);
    live.send({ type: 'resume', stream, afterSeq: 0 });
    live.send({ type: 'resume', stream, afterSeq: 5 });
    live.send({ type: 'ping' });
    await live.until((answers) => answers.some((one) => one.type === 'caughtUp' && one.seq === 10));
    await sleep(50);
    const afterRestart = live.seqs(stream).slice(live.seqs(stream).lastIndexOf(6));
    expect(afterRestart).toEqual([6, 7, 8, 9, 10]);

    live.send({ type: 'leave', stream });
    live.send({ type: 'ping' });
    const pongs = () => live.answers.filter(({ type }) => type === 'pong').length;
    await live.until(() => pongs() === 2);
    await publish();
    await sleep(100);
    expect(live.seqs(stream)).not.toContain(11);
    await live.close();
  });

  it('refuses streams of others and of nobody, and nonsense, and stays open', async () => {
    const eve = await world.newOrg();
    const { stream, publish } = await newStream();
    const live = await openLive(url, eve);
    const org = `org:${orgOf(ada)}`;
    for (const one of [stream, org, `run:${randomUUID()}`, `run:${'-'.repeat(36)}`]) {
      live.send({ type: 'resume', stream: one, afterSeq: 0 });
    }
    live.socket.send('nonsense');
    live.send({ type: 'dance' });
    live.send({ type: 'ping' });
    await live.until((answers) => answers.some(({ type }) => type === 'pong'));
    await publish();
    await sleep(100);
    expect(live.answers.map((one) => [one.type, 'stream' in one ? one.stream : null])).toEqual([
      ['refused', stream],
      ['refused', org],
      ['refused', expect.stringContaining('run:')],
      ['refused', `run:${'-'.repeat(36)}`],
      ['refused', null],
      ['refused', null],
      ['pong', null],
    ]);
    await live.close();
  });

  it(`follows ${maxStreams} streams on one socket and no more`, async () => {
    const live = await openLive(url, ada);
    const streams = await Promise.all(upTo(maxStreams + 1).map(() => newStream()));
    for (const { stream } of streams) live.send({ type: 'resume', stream, afterSeq: 0 });
    await live.until((answers) => answers.some(({ type }) => type === 'refused'));
    await live.until((answers) => answers.filter(({ type }) => type === 'caughtUp').length === maxStreams);
    await live.close();
  });

  it('lets a ticket in once, in its time, and from the page of WEB_URL only', async () => {
    const ticket = await ticketOf(ada);
    const address = `${url}/live?ticket=${encodeURIComponent(ticket)}`;
    expect(await refusedWith(address, { origin: 'https://evil.example' })).toBe(403);
    const live = await openLive(url, ada);
    await live.close();
    // Refused for its origin before it was looked at: it still opens one socket, and then no other.
    const web = new URL(world.deps.config.WEB_URL).origin;
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(address, { headers: { origin: web } });
    await once(socket, 'open');
    socket.close();
    expect(await refusedWith(address)).toBe(401);
    expect(await refusedWith(`${url}/live?ticket=${'x'.repeat(43)}.session.${randomUUID()}`)).toBe(401);
    expect(await refusedWith(`${url}/live`)).toBe(400);
    const late = await ticketOf(ada);
    const tokenHash = hashOf(late);
    await asPresented(world.deps.db, { tokenHash }, (tx) => tx.update(liveTickets).set({ expiresAt: new Date() }));
    expect(await refusedWith(`${url}/live?ticket=${encodeURIComponent(late)}`)).toBe(401);
    const plain = await world.app.inject(`/live?ticket=${await ticketOf(ada)}`);
    expect([plain.statusCode, plain.json().code]).toEqual([400, 'bad_request']);
  });

  it('does not let a ticket be turned into one of another sign-in', async () => {
    const [random] = (await ticketOf(ada)).split('.');
    expect(await refusedWith(`${url}/live?ticket=${random}.session.${randomUUID()}`)).toBe(401);
  });

  it('closes with a code of its own when the sign-in ends', async () => {
    const eve = await world.newOrg();
    const live = await openLive(url, eve);
    const closed = once(live.socket, 'close');
    const { refreshToken } = eve.signedIn;
    await world.app.inject({ method: 'POST', url: '/api/v1/auth/sign-out', payload: { refreshToken } });
    expect((await closed)[0]).toBe(signedOutCode);
  });

  it('closes an upgrade that asks for another address', async () => {
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${url}/api/v1/health`);
    await once(socket, 'close');
  });

  it('drops a client that answers no ping', async () => {
    const live = await openLive(url, ada);
    live.socket.pong = () => undefined;
    Object.assign(live.socket, { _autoPong: false });
    const closed = once(live.socket, 'close');
    expect((await closed)[0]).toBe(1006);
  });

  it('waits for a slow viewer instead of piling up, and gives it everything in the end', async () => {
    // With patience: a viewer that reads nothing answers no ping either.
    const patient = await makeApiWorld({ env: { TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' } });
    const { stream, publish } = await newStream();
    const text = 'y'.repeat(200_000);
    // More than the kernel keeps for both ends of a local connection.
    const total = 200;
    while ((await publish(text)) < total);
    const live = await openLive(await listen(patient), ada);
    live.socket.pause();
    live.send({ type: 'resume', stream, afterSeq: 0 });
    const buffered = () => Math.max(...[...patient.app.websocketServer.clients].map((one) => one.bufferedAmount));
    for (let tries = 0; buffered() < 1_000_000 && tries < 300; tries += 1) await sleep(10);
    await sleep(200);
    expect(buffered()).toBeGreaterThan(1_000_000);
    expect(buffered()).toBeLessThan(3_000_000);
    live.socket.resume();
    await live.until(() => live.seqs(stream).length === total);
    expect(live.seqs(stream)).toEqual(upTo(total));
    await live.close();
    await patient.close();
  });

  it('misses nothing when the connection to Postgres breaks and comes back', async () => {
    const target = new URL(process.env.DATABASE_URL ?? '');
    const proxy = await makeProxy({ host: target.hostname, port: Number(target.port || 5432) });
    const through = new URL(target);
    through.host = `127.0.0.1:${proxy.port}`;
    const env = { DATABASE_URL: through.href, TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' };
    const shaky = await makeApiWorld({ env });
    const { stream, publish } = await newStream();
    const live: LiveClient = await openLive(await listen(shaky), ada, [{ type: 'resume', stream, afterSeq: 0 }]);
    await live.until((answers) => answers.some(({ type }) => type === 'caughtUp'));

    await proxy.goAway();
    const refused = await shaky.app.inject({
      url: '/api/v1/me',
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}` },
    });
    expect([refused.statusCode, refused.json().code, refused.json().retryable]).toEqual([
      503,
      'dependency_unavailable',
      true,
    ]);
    expect((await shaky.app.inject('/api/v1/health')).statusCode).toBe(200);
    for (let made = 0; made < 5; made += 1) await publish();
    await proxy.comeBack();
    await publish();
    await live.until(() => live.seqs(stream).length === 7);
    expect(live.seqs(stream)).toEqual(upTo(7));
    await live.close();
    await shaky.close();
    await proxy.close();
  });
});
