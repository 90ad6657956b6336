/**
 * A cloud that cannot run here, as an HTTP server with faults by the number of the call:
 *
 *   GET  /accounts/A/token                       {token}
 *   GET  /accounts/A                            {account, principal}
 *   GET  /accounts/A/scopes                     {scopes}
 *   GET  /accounts/A/list?region=&kind=&cursor= {resources, cursor?}
 *
 * 401 `expired` (ask for a new token), 403 `revoked` or `denied`, 410 (the cursor is forgotten), 429 with Retry-After.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EstateSize, makeEstate, type StubEstate } from './estate.ts';

export type Faults = {
  /** Every nth listing; 0: never. */
  throttleEvery: number;
  repeatEvery: number;
  dropEvery: number;
  /** The nth listing finds its token expired, once. */
  expireTokenAt: number;
  /** The nth listing finds its cursor forgotten, once. */
  forgetCursorAt: number;
  /** From the nth listing on, the keys are no longer good. */
  revokeAt: number;
  retryAfterSeconds: number;
};

export const noFaults: Faults = {
  throttleEvery: 0,
  repeatEvery: 0,
  dropEvery: 0,
  expireTokenAt: 0,
  forgetCursorAt: 0,
  revokeAt: 0,
  retryAfterSeconds: 0.05,
};

type Account = {
  estate: StubEstate;
  faults: Faults;
  pageSize: number;
  /** `region kind` that the keys may not list. */
  denied: Set<string>;
  calls: number;
  throttled: number;
  token: number;
  expired: boolean;
  forgotten: boolean;
  /** By scope: the page given last, to be given again. */
  last: Map<string, { asked: string | null; resources: unknown[] }>;
};

export type InventoryServer = Awaited<ReturnType<typeof startInventoryServer>>;

export async function startInventoryServer() {
  const accounts = new Map<string, Account>();
  const server = createServer((request, response) => send(response, answerTo(accounts, request))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(name: string, size: EstateSize, options: { faults?: Partial<Faults>; pageSize?: number } = {}): Account {
      const account: Account = {
        estate: makeEstate(name, size),
        faults: { ...noFaults, ...options.faults },
        pageSize: options.pageSize ?? 100,
        denied: new Set(),
        calls: 0,
        throttled: 0,
        token: 1,
        expired: false,
        forgotten: false,
        last: new Map(),
      };
      accounts.set(name, account);
      return account;
    },
    async close(): Promise<void> {
      const closed = once(server, 'close');
      server.closeAllConnections();
      server.close();
      await closed;
    },
  };
}

type Answer = { status: number; body: object; retryAfter?: number } | 'dropped';

const plain = (body: object): Answer => ({ status: 200, body });
const refuse = (status: number, error: string, retryAfter?: number): Answer => ({
  status,
  body: { error },
  retryAfter,
});

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'dropped') {
    response.destroy();
    return;
  }
  const { status, body, retryAfter } = answer;
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function answerTo(accounts: Map<string, Account>, { url: path = '/', headers }: IncomingMessage): Answer {
  const url = new URL(path, 'http://stub');
  const [, , name = '', what = ''] = url.pathname.split('/');
  const account = accounts.get(name);
  if (!account) return refuse(404, 'no such account');
  const { faults, calls, token, estate } = account;
  if (faults.revokeAt > 0 && calls >= faults.revokeAt) return refuse(403, 'revoked');
  if (what === 'token') return plain({ token: `token-${token}` });
  if (headers.authorization !== `token-${token}`) return refuse(401, 'expired');
  if (what === '') return plain({ account: name, principal: `stub-reader-of-${name}` });
  if (what === 'scopes') return plain({ scopes: estate.scopes() });
  return list(account, url.searchParams);
}

function list(account: Account, query: URLSearchParams): Answer {
  const scope = { region: query.get('region') ?? '', kind: query.get('kind') ?? '' };
  const key = `${scope.region} ${scope.kind}`;
  const cursor = query.get('cursor');
  account.calls += 1;
  if (account.denied.has(key)) return refuse(403, 'denied');
  const before = account.last.get(key);
  const fault = faultOf(account, cursor);
  if (fault) return fault;
  // The page before once more, and the same cursor again: what a client must not count twice.
  if (every(account, account.faults.repeatEvery) && before && cursor !== null && before.asked !== cursor) {
    return plain({ resources: before.resources, cursor });
  }
  const page = account.estate.page(scope, cursor, account.pageSize);
  account.last.set(key, { asked: cursor, resources: page.resources });
  return plain(page);
}

function faultOf(account: Account, cursor: string | null): Answer | undefined {
  const { faults, calls } = account;
  if (faults.expireTokenAt > 0 && calls >= faults.expireTokenAt && !account.expired) {
    account.expired = true;
    account.token += 1;
    return refuse(401, 'expired');
  }
  if (faults.forgetCursorAt > 0 && calls >= faults.forgetCursorAt && cursor !== null && !account.forgotten) {
    account.forgotten = true;
    return refuse(410, 'the cursor is forgotten');
  }
  if (every(account, faults.throttleEvery)) {
    account.throttled += 1;
    return refuse(429, 'too fast', faults.retryAfterSeconds);
  }
  return every(account, faults.dropEvery) ? 'dropped' : undefined;
}

const every = ({ calls }: Account, nth: number): boolean => nth > 0 && calls % nth === 0;
