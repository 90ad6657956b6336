/** The part of Vault's HTTP API that Aurora uses, in memory and with faults, for what a real one does not do on demand. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubVault = Awaited<ReturnType<typeof startStubVault>>;

type Version = { data: Record<string, string> | null };

/** @param ttlSeconds of a new token; `maxTtlSeconds` bounds it however often it is renewed */
export async function startStubVault({ ttlSeconds = 3600, maxTtlSeconds = Number.POSITIVE_INFINITY, port = 0 } = {}) {
  const tokens = new Map<string, { bornAt: number; endsAt: number }>();
  const entries = new Map<string, Version[]>();
  const stub = {
    role: { role_id: 'role', secret_id: 'secret' },
    sealed: false,
    /** Tokens are good but the policy allows nothing. */
    forbidding: false,
    /** Accepts requests and never answers. */
    silent: false,
    requests: [] as string[],
    count: (start: string) => stub.requests.filter((request) => request.startsWith(start)).length,
    /** As an operator does who revokes everything. */
    revokeAll: () => tokens.clear(),
    /** A version more, as a rotation makes it; null is a deleted one. */
    push: (path: string, data: Version['data']) => entries.set(path, [...(entries.get(path) ?? []), { data }]),
    /** Only this version, for good. */
    destroy: (path: string, version: number) => entries.get(path)?.splice(version - 1, 1, { data: null }),
    tokens: () => [...tokens.keys()],
    url: '',
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    const body = await readJson(request);
    stub.requests.push(`${request.method} ${url.pathname}`);
    if (stub.silent) return;
    const [status, answer] = respond(request, url, body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });

  function respond(request: IncomingMessage, url: URL, body: Record<string, unknown>): [number, unknown] {
    const path = url.pathname.replace('/v1/', '');
    if (path === 'sys/health') {
      return [stub.sealed ? 503 : 200, { initialized: true, sealed: stub.sealed, version: '1.0-stub' }];
    }
    if (stub.sealed) return [503, { errors: ['Vault is sealed'] }];
    if (path === 'auth/approle/login') return logIn(body);
    const token = String(request.headers['x-vault-token'] ?? '');
    const held = tokens.get(token);
    if (!held || held.endsAt < Date.now()) return [403, { errors: ['permission denied'] }];
    if (path === 'auth/token/lookup-self') return [200, { data: {} }];
    if (path === 'auth/token/renew-self') return renew(token, held);
    if (path === 'auth/token/revoke-self') {
      tokens.delete(token);
      return [204, ''];
    }
    if (stub.forbidding) return [403, { errors: ['1 error occurred: permission denied'] }];
    if (path.startsWith('aurora/data/')) return keyValue(request, path.slice('aurora/data/'.length), url, body);
    if (path.startsWith('aurora/metadata/')) {
      entries.delete(path.slice('aurora/metadata/'.length));
      return [204, ''];
    }
    return [404, { errors: [`no handler for route "${path}"`] }];
  }

  function logIn(body: Record<string, unknown>): [number, unknown] {
    const right = body.role_id === stub.role.role_id && body.secret_id === stub.role.secret_id;
    if (!right) return [400, { errors: ['invalid role or secret ID'] }];
    const token = randomUUID();
    tokens.set(token, { bornAt: Date.now(), endsAt: 0 });
    return renew(token, { bornAt: Date.now(), endsAt: 0 });
  }

  function renew(token: string, { bornAt }: { bornAt: number; endsAt: number }): [number, unknown] {
    const left = maxTtlSeconds - (Date.now() - bornAt) / 1000;
    const seconds = Math.max(Math.min(ttlSeconds, left), 0);
    tokens.set(token, { bornAt, endsAt: Date.now() + seconds * 1000 });
    return [200, { auth: { client_token: token, lease_duration: seconds, renewable: true } }];
  }

  function keyValue(
    request: IncomingMessage,
    path: string,
    url: URL,
    body: Record<string, unknown>,
  ): [number, unknown] {
    const versions = entries.get(path) ?? [];
    if (request.method === 'GET') {
      const version = Number(url.searchParams.get('version')) || versions.length;
      const found = versions[version - 1];
      if (!found) return [404, { errors: [] }];
      return [
        found.data ? 200 : 404,
        { data: { data: found.data, metadata: { version, created_time: '2026-01-02T03:04:05.678901234Z' } } },
      ];
    }
    const { cas } = (body.options ?? {}) as { cas?: number };
    if (cas !== undefined && cas !== versions.length) {
      return [400, { errors: ['check-and-set parameter did not match the current version'] }];
    }
    stub.push(path, body.data as Record<string, string>);
    return [200, { data: { version: versions.length + 1 } }];
  }

  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}
