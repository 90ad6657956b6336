/** What one person, token, organisation or address may ask of the API, and how each limit answers. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LiveClient, openLive, refusedWith, ticketOf } from '../../api/testing/live-client.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';

const small = {
  RATE_PER_PERSON: '40',
  RATE_PER_TOKEN: '10',
  RATE_PER_ADDRESS: '30',
  RATE_PER_ORG: '60',
  LIVE_PER_PERSON: '2',
  LIVE_PER_ORG: '3',
  LIVE_PER_ADDRESS: '4',
  LIVE_MESSAGES_PER_SECOND: '20',
};

describe.skipIf(!stackIsUp())('limits', () => {
  let world: ApiWorld;
  let roomy: ApiWorld;
  let port: number;
  const sockets: LiveClient[] = [];

  beforeAll(async () => {
    const edges = { headersMs: 300, bodyMs: 300, silenceMs: 5_000 };
    [world, roomy] = await Promise.all([
      makeApiWorld({ env: small, edges }),
      makeApiWorld({ env: { TRUSTED_PROXIES: '10.0.0.1' } }),
    ]);
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    port = (world.app.server.address() as { port: number }).port;
  });
  afterEach(async () => {
    await Promise.all(sockets.splice(0).map((client) => client.close()));
  });
  afterAll(() => Promise.all([world?.close(), roomy?.close()]));

  /** Asks until it is refused, at most `most` times. @returns how often it was let in, and the refusal */
  async function askUntilRefused(ask: () => Promise<{ status: number; body: object; headers: object }>, most = 100) {
    for (let let_in = 0; let_in < most; let_in += 1) {
      const answer = await ask();
      if (answer.status === 429) return { letIn: let_in, ...answer };
    }
    return { letIn: most, status: 200, body: {}, headers: {} };
  }

  const asToken = async (caller: Caller) => {
    const { body } = await caller.send<{ token: string }>('POST', '/me/api-tokens', { name: 'Script', role: 'admin' });
    return async (path = '/me') => {
      const headers = { authorization: `Bearer ${body.token}` };
      const answer = await world.app.inject({ url: `/api/v1${path}`, headers });
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
    };
  };

  it("count by the address that a trusted proxy tells, and by nobody else's word for it", async () => {
    const ada = await roomy.newOrg();
    const payload = { email: ada.signedIn.user.email, password: 'correct horse battery' };
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    for (const remoteAddress of ['10.0.0.1', '10.0.0.2'])
      await roomy.app.inject({ method: 'POST', url: '/api/v1/auth/sign-in', payload, headers, remoteAddress });
    const { body } = await ada.get<{ items: { address: string | null }[] }>('/me/sign-ins');
    const addresses = body.items.map(({ address }) => address);
    expect(addresses).toContain('203.0.113.7');
    expect(addresses).toContain('10.0.0.2');
  });

  it('hold for each person, each token and each organisation by itself, and say when to come back', async () => {
    const ada = await world.newOrg();
    const grace = await world.join(ada, 'viewer');
    const script = await asToken(ada);
    const byToken = await askUntilRefused(() => script());
    expect(byToken.letIn).toBe(10);
    // One request made the token; the token's own do not count for its person.
    const byAda = await askUntilRefused(() => ada.get('/me'));
    expect(byAda.letIn).toBe(39);
    expect(byAda).toMatchObject({
      body: { code: 'rate_limited', retryable: true, detail: expect.stringMatching(/Try again in \d+ s/) },
      headers: { 'retry-after': expect.anything() },
    });
    expect(Number((byAda.headers as Record<string, string>)['retry-after'])).toBeGreaterThan(0);
    const byGrace = await askUntilRefused(() => grace.get('/me'));
    expect(byGrace.letIn).toBeLessThan(40);
    expect(byGrace.body).toMatchObject({
      detail: expect.stringContaining('Your organisation asks more than its share'),
    });
    expect(byGrace.headers).toHaveProperty('retry-after');
    const eve = await world.newOrg();
    expect((await eve.get('/me')).status).toBe(200);
  });

  it('let heavy requests take more of the share', async () => {
    const ada = await world.newOrg();
    const heavy = await askUntilRefused(() =>
      ada.get('/resources.csv').catch(() => ({ status: 200, body: {}, headers: {} })),
    );
    // 20 a minute for one person, so each takes two of the 60 that the organisation has.
    expect(heavy.letIn).toBe(20);
    const grace = await world.join(ada, 'viewer');
    const rest = await askUntilRefused(() => grace.get('/me'));
    expect(rest.letIn).toBeLessThan(20);
  });

  it('count strangers by address, a household of IPv6 as one', async () => {
    const ask = (remoteAddress: string) => async () => {
      const answer = await world.app.inject({ url: '/api/v1/me', remoteAddress });
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
    };
    expect((await askUntilRefused(ask('198.51.100.7'))).letIn).toBe(30);
    expect((await ask('198.51.100.8')()).status).toBe(401);
    expect((await askUntilRefused(ask('2001:db8:1:1::1'))).letIn).toBe(30);
    expect((await ask('2001:db8:1:1:ffff::2')()).status).toBe(429);
    expect((await ask('2001:db8:1:2::1')()).status).toBe(401);
    // Where it is counted by what was presented, which a stranger makes up anew each time.
    const present = async () => {
      const payload = { refreshToken: `${crypto.randomUUID()}${crypto.randomUUID()}` };
      const from = { remoteAddress: '198.51.100.9' };
      const answer = await world.app.inject({ method: 'POST', url: '/api/v1/auth/token', payload, ...from });
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
    };
    expect((await askUntilRefused(present)).letIn).toBe(30);
  });

  it.each([
    ['a form for everybody', '/auth/sign-in', 20_000],
    ['a thing', '/budgets', 300_000],
    ['the files of a project', '/projects/:projectId/revisions', 30_000_000],
    ['a webhook of GitHub', '/hooks/github/x', 2_200_000],
    ['a webhook of Slack', '/hooks/slack/x/events', 2_200_000],
  ])('refuse a body that is too large: %s', async (_, path, bytes) => {
    const ada = await roomy.newOrg();
    const { body } = await ada.get<{ items: { id: string }[] }>('/projects');
    const answer = await roomy.app.inject({
      method: 'POST',
      url: `/api/v1${path.replace(':projectId', body.items[0]?.id ?? '')}`,
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ padding: 'x'.repeat(bytes) }),
    });
    expect(answer.json()).toMatchObject({
      status: 413,
      code: 'payload_too_large',
      detail: expect.stringMatching(/larger/),
    });
  });

  it('refuse an address that is too long', async () => {
    const ada = await roomy.newOrg();
    const answer = await ada.get(`/resources?q=${'x'.repeat(9_000)}`);
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining('8192 characters') } });
    expect((await ada.get(`/resources?q=${'x'.repeat(300)}`)).status).toBe(400);
  });

  /** Sends these bytes, and then the drop again and again. @returns what came back until the connection ended */
  async function raw(bytes: string, drop = ''): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', () => undefined);
    socket.write(bytes);
    const dropping = setInterval(() => socket.write(drop), 50);
    await once(socket, 'close');
    clearInterval(dropping);
    return answer;
  }

  it('end connections that send headers too large, or anything too slowly', async () => {
    const start = 'GET /api/v1/health HTTP/1.1\r\nhost: x\r\n';
    expect(await raw(`${start}padding: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 [\s\S]*16384 bytes/);
    expect(await raw(start)).toMatch(/^HTTP\/1.1 408 [\s\S]*too slowly/);
    expect(await raw('not HTTP at all\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*not a request/);
    const post =
      'POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{';
    expect(await raw(post, ' ')).toBe('');
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200);
  });

  const live = () => `ws://127.0.0.1:${port}`;
  async function open(caller: Caller) {
    const client = await openLive(live(), caller);
    sockets.push(client);
    return client;
  }
  const refusal = async (caller: Caller) =>
    refusedWith(`${live()}/live?ticket=${encodeURIComponent(await ticketOf(caller))}`);

  it('hold for live connections of a person, an organisation and an address, and give places back', async () => {
    const ada = await world.newOrg();
    const grace = await world.join(ada, 'viewer');
    const eve = await world.newOrg();
    const first = await open(ada);
    await open(ada);
    expect(await refusal(ada)).toBe(429);
    await open(grace);
    expect(await refusal(grace)).toBe(429);
    await open(eve);
    expect(await refusal(eve)).toBe(429);
    await first.close();
    await expect
      .poll(() =>
        open(eve).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('close a live connection that asks too fast, and no other', async () => {
    const ada = await world.newOrg();
    const [fast, calm] = [await open(ada), await open(ada)];
    const closed = once(fast.socket, 'close');
    for (let sent = 0; sent < 100; sent += 1) fast.send({ type: 'ping' });
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([1008, 'too many requests a second']);
    calm.send({ type: 'ping' });
    await calm.until((answers) => answers.some(({ type }) => type === 'pong'));
  });
});
