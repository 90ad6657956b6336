/** Against a real Postgres, as `.aurora/env` names it, through a wire that can be cut. */
import { randomUUID } from 'node:crypto';
import { createServer, connect as dial, type Socket } from 'node:net';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EventListener, lookYourself, makeEventListener } from './listener.ts';

const { DATABASE_URL = '' } = process.env;
if (!DATABASE_URL) console.warn('SKIPPED: no Postgres in the environment (DATABASE_URL)');

/** A TCP wire to Postgres: `cut` drops its connections, `freeze` keeps them open and lets nothing through. */
async function layWire(target: URL) {
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = dial(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => !frozen && to.write(chunk));
      from.on('error', () => {}).on('close', () => to.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    frozen = false;
  };
  const freeze = () => {
    frozen = true;
  };
  const close = () => {
    server.close();
    cut();
  };
  return { url: url.href, cut, freeze, thaw: cut, close };
}

describe.skipIf(!DATABASE_URL)('events from a real Postgres', () => {
  const log = pino({ level: 'silent' });
  let sender: Client;
  let wire: Awaited<ReturnType<typeof layWire>>;
  let events: EventListener | undefined;
  let stream: string;
  let seen: number[];

  const notify = (seq: number, to = stream) => sender.query("SELECT pg_notify('events', $1)", [`${to}:${seq}`]);

  async function listen(checkEveryMs = 30_000) {
    wire = await layWire(new URL(DATABASE_URL));
    events = makeEventListener(wire.url, log, { firstPauseMs: 20, longestPauseMs: 200, checkEveryMs });
    stream = `run:${randomUUID()}`;
    seen = [];
    await events.ready();
    return events;
  }

  beforeAll(async () => {
    sender = new Client({ connectionString: DATABASE_URL });
    await sender.connect();
  });

  afterEach(async () => {
    await events?.close();
    wire.close();
  });

  afterAll(() => sender.end());

  it('tells each subscriber of its own stream, in order, and no other', async () => {
    const listener = await listen();
    const others: number[] = [];
    listener.subscribe(stream, (seq) => seen.push(seq));
    listener.subscribe(`${stream}x`, (seq) => others.push(seq));
    for (let seq = 1; seq <= 20; seq++) await notify(seq);
    await expect.poll(() => seen).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(others).toEqual([]);
  });

  it('stops at the way out, twice over, while the other subscriber of the stream goes on', async () => {
    const listener = await listen();
    const mine = (seq: number) => seen.push(seq);
    const leave = listener.subscribe(stream, mine);
    listener.subscribe(stream, mine);
    await notify(1);
    await expect.poll(() => seen).toEqual([1, 1]);
    leave();
    leave();
    await notify(2);
    await expect.poll(() => seen).toEqual([1, 1, 2]);
  });

  it('survives a subscriber that throws', async () => {
    const listener = await listen();
    listener.subscribe(stream, () => {
      throw new Error('a bad subscriber');
    });
    listener.subscribe(stream, (seq) => seen.push(seq));
    await notify(1);
    await expect.poll(() => seen).toEqual([1]);
  });

  it('says "look yourself" after the wire was cut, and hears again', async () => {
    const listener = await listen();
    listener.subscribe(stream, (seq) => seen.push(seq));
    wire.cut();
    await expect.poll(() => seen).toEqual([lookYourself]);
    await notify(5);
    await expect.poll(() => seen).toEqual([lookYourself, 5]);
    expect(await listener.health()).toMatchObject({ ok: true, state: 'up' });
  });

  it('notices a peer that vanished without a word', { timeout: 20_000 }, async () => {
    const listener = await listen(200);
    listener.subscribe(stream, (seq) => seen.push(seq));
    wire.freeze();
    expect(await listener.health()).toMatchObject({ ok: false, state: 'down' });
    setTimeout(wire.thaw, 6_000).unref();
    await expect.poll(() => seen, { timeout: 15_000 }).toContain(lookYourself);
  });

  it('closes quickly over a frozen wire', async () => {
    const listener = await listen();
    wire.freeze();
    const started = performance.now();
    await listener.close();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
