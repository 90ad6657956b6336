/**
 * Slack, as far as Aurora knows it: an HTTP server with workspaces that remember, and that misbehaves as told.
 *
 *   POST /api/{method}   a form, and `Authorization: Bearer` with the token of a bot
 *
 * Faults are given a method and a number of calls, or drawn by a seed.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackScopes } from '../../../platform/places/slack.ts';
import { type Args, makeWorkspace, type Workspace } from './workspace.ts';

/**
 * `late`: done, but the answer never arrives. `held`: done, and the answer waits until the server is told.
 * `error`: Slack's own word.
 */
export type Fault =
  | { kind: 'rate_limited'; retryAfter: number }
  | { kind: 'status'; status: number }
  | { kind: 'error'; error: string }
  | { kind: 'late' }
  | { kind: 'held' };

export type SlackServer = Awaited<ReturnType<typeof startSlackServer>>;

export type SlackApp = { token: string; signingSecret: string; workspace: Workspace };

let made = 0;

export async function startSlackServer(chaos?: { seed: number; rate: number }) {
  const bots = new Map<string, Workspace>();
  const revoked = new Set<string>();
  const faults: { method: string; fault: Fault; left: number }[] = [];
  const calls: { method: string; args: Args }[] = [];
  const held: (() => void)[] = [];
  const misfortune = chaos ? misfortunes(chaos.seed, chaos.rate) : () => undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').replace(/^\/api\//, '');
    const args: Args = Object.fromEntries(new URLSearchParams(await read(request)));
    calls.push({ method, args });
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const workspace = bots.get(token);
    const fault = faultOf(method);
    if (fault?.kind === 'rate_limited') {
      return send(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfter) });
    }
    if (fault?.kind === 'status') return send(response, fault.status, { ok: false });
    if (fault?.kind === 'error') return send(response, 200, { ok: false, error: fault.error });
    if (!workspace) return send(response, 200, { ok: false, error: 'invalid_auth' });
    if (revoked.has(token)) return send(response, 200, { ok: false, error: 'token_revoked' });
    const answer = workspace.call(method, args);
    if (fault?.kind === 'late') return void response.destroy();
    if (fault?.kind === 'held') await new Promise<void>((resolve) => held.push(resolve));
    send(response, 200, answer, { 'x-oauth-scopes': workspace.scopes.join(',') });
  }

  function faultOf(method: string): Fault | undefined {
    const given = faults.find((one) => one.method === method && one.left > 0);
    if (!given) return misfortune();
    given.left -= 1;
    return given.fault;
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    host: `127.0.0.1:${port}`,
    calls,
    /** Another app, in a workspace of its own or in one that is there. */
    newApp(beside?: Workspace): SlackApp {
      made += 1;
      const token = `xoxb-${made}`;
      const names = { teamId: `T${made}`, teamName: `Team ${made}`, botUserId: `UBOT${made}` };
      const workspace = beside ?? makeWorkspace({ ...names, scopes: [...slackScopes] });
      bots.set(token, workspace);
      return { token, signingSecret: `signing-${made}`, workspace };
    },
    revoke: (token: string) => void revoked.add(token),
    fail: (method: string, fault: Fault, times = 1) => void faults.push({ method, fault, left: times }),
    /** How many calls of a method came. */
    countOf: (method: string) => calls.filter((one) => one.method === method).length,
    /** Answers that were held go out now. */
    release: () => {
      for (const resolve of held.splice(0)) resolve();
    },
    async close(): Promise<void> {
      const closed = once(server, 'close');
      for (const resolve of held.splice(0)) resolve();
      server.closeAllConnections();
      server.close();
      await closed;
    },
  };
}

/** The same misfortunes for the same seed. */
function misfortunes(seed: number, rate: number): () => Fault | undefined {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const kinds: Fault[] = [
    { kind: 'rate_limited', retryAfter: 1 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500 },
    { kind: 'late' },
  ];
  return () => (draw() < rate ? kinds[Math.floor(draw() * kinds.length)] : undefined);
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
