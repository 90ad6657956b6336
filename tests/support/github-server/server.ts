/**
 * A GitHub on this machine: repositories with real Git objects, pull requests, comments, checks, statuses and signed
 * webhooks, and faults on a seed. A client cannot tell it from the real one by what Aurora asks.
 */
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, GithubFaults, slowMs } from './faults.ts';
import { GithubHooks } from './hooks.ts';
import { pullOf, userOf } from './present.ts';
import { type Answer, answerCall, type Call, type Caller } from './routes.ts';
import { type Account, type Pull, RepositoryState } from './state.ts';

export type GithubServer = Awaited<ReturnType<typeof startGithub>>;

export const robot: Account = { id: 1, login: 'aurora-bot' };
export const appBot: Account = { id: 2, login: 'aurora[bot]' };

export async function startGithub({
  name = 'acme/infra',
  files = {},
}: {
  name?: string;
  files?: Record<string, string>;
}) {
  const repository = new RepositoryState(name, files);
  const faults = new GithubFaults();
  const hooks = new GithubHooks();
  const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const tokens = new Map<string, Caller>([
    ['ghp_good', { account: robot, kind: 'token', write: true }],
    ['ghp_reader', { account: robot, kind: 'token', write: false }],
  ]);
  /** After a request took effect and before anybody is told: where a test kills the one who asked. */
  let beforeAnswer: (method: string, path: string) => Promise<void> = async () => {};
  const requests: { method: string; path: string }[] = [];

  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', url);
    const method = incoming.method ?? 'GET';
    requests.push({ method, path: decodeURIComponent(pathname) });
    const fault = faults.next();
    if (fault === 'drop') return void incoming.socket.destroy();
    if (fault === 'slow') await sleep(slowMs);
    const wrong = fault && fault !== 'slow' ? answerOf(fault) : undefined;
    const after: Call['after'] = {};
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const answer = wrong ?? answerTo(method, decodeURIComponent(pathname), searchParams, incoming, body, after);
    await beforeAnswer(method, decodeURIComponent(pathname));
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...wrong?.headers });
    outgoing.end(JSON.stringify(answer.body ?? null));
    if (after.merged) await tellMerge(after.merged);
    if (after.opened) await tellPull('opened', after.opened);
  }

  function answerTo(
    method: string,
    path: string,
    query: URLSearchParams,
    incoming: IncomingMessage,
    body: Record<string, unknown>,
    after: Call['after'],
  ): Answer {
    const token = (incoming.headers.authorization ?? '').replace(/^(bearer|token) /i, '');
    if (path === '/app' || path.startsWith('/app/')) return asApp(method, path, token);
    const caller = tokens.get(token);
    if (!caller) return { status: 401, body: { message: 'Bad credentials' } };
    if (path === '/user') return { status: 200, body: userOf(caller.account) };
    if (path === '/installation/repositories') return { status: 200, body: { total_count: 1, repositories: [] } };
    const prefix = `/repos/${name}`;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return { status: 404, body: { message: 'Not Found' } };
    return answerCall(method, path.slice(prefix.length), { repository, caller, query, body, after });
  }

  function asApp(method: string, path: string, jwt: string): Answer {
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const check = createVerify('RSA-SHA256').update(`${header}.${claims}`);
    if (!check.verify(keys.publicKey, Buffer.from(signature, 'base64url'))) {
      return { status: 401, body: { message: 'A JSON web token could not be decoded' } };
    }
    if (method === 'GET') return { status: 200, body: { id: 7, slug: 'aurora', name: 'Aurora' } };
    if (path !== '/app/installations/99/access_tokens') return { status: 404, body: { message: 'Not Found' } };
    const token = `ghs_${tokens.size}`;
    tokens.set(token, { account: appBot, kind: 'installation', write: true });
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return { status: 201, body: { token, expires_at, permissions: { contents: 'write' } } };
  }

  const about = { repository: { full_name: name, default_branch: 'main' } };

  const tellPull = (action: string, pull: Pull, sender: Account = pull.author) =>
    hooks.tell('pull_request', {
      action,
      number: pull.number,
      pull_request: pullOf(repository, pull),
      sender: userOf(sender),
      ...about,
    });

  const tellPush = (branch: string, before: string, sender: Account) =>
    hooks.tell('push', {
      ref: `refs/heads/${branch}`,
      before,
      after: repository.head(branch),
      deleted: false,
      sender: userOf(sender),
      ...about,
    });

  /** GitHub tells of the push and of the pull request, in this order. */
  async function tellMerge(pull: Pull): Promise<void> {
    const by = pull.merged?.by ?? pull.author;
    await tellPush(pull.base, 'f'.repeat(40), by);
    await tellPull('closed', pull, by);
  }

  return {
    url,
    repository,
    faults,
    hooks,
    requests,
    tokens,
    privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),

    interrupt(hook: typeof beforeAnswer): void {
      beforeAnswer = hook;
    },

    /** What people do over there; each is told by webhook. */
    async merge(number: number, by: Account): Promise<string> {
      const pull = repository.pull(number);
      const merged = repository.merge(pull, by);
      if ('why' in merged) throw new Error(`The stub cannot merge: ${merged.why}`);
      await tellMerge(pull);
      return merged.sha;
    },

    async push(branch: string, changes: Record<string, string | null>, by: Account): Promise<string> {
      const before = repository.head(branch);
      const sha = repository.change(branch, changes);
      await tellPush(branch, before, by);
      const pull = repository.pulls.find((one) => one.state === 'open' && one.headBranch === branch);
      if (pull) await tellPull('synchronize', pull, by);
      return sha;
    },

    async openPull(given: {
      branch: string;
      title: string;
      author: Account;
      changes: Record<string, string | null>;
      fork?: string;
    }): Promise<Pull> {
      const headSha = repository.change(given.branch, given.changes, 'main');
      const { title, author, branch: headBranch } = given;
      // A fork's branch is no branch of the repository, but its commits can be read there.
      if (given.fork) repository.refs.delete(given.branch);
      const headRepository = given.fork ?? name;
      const pull = repository.open({ title, body: '', author, headBranch, headSha, headRepository, base: 'main' });
      await tellPull('opened', pull);
      return pull;
    },

    async close(number: number, by: Account): Promise<void> {
      const pull = repository.pull(number);
      pull.state = 'closed';
      await tellPull('closed', pull, by);
    },

    async comment(number: number, body: string, author: Account): Promise<void> {
      const comment = { id: repository.nextId(), number, body, author };
      repository.comments.push(comment);
      const issue = { number, pull_request: {} };
      await hooks.tell('issue_comment', {
        action: 'created',
        issue,
        comment: { id: comment.id, body, user: userOf(author) },
        sender: userOf(author),
        ...about,
      });
    },

    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
