/** The part of GitHub's REST API that Aurora calls, on the state in memory. */
import type { Files, TreeEntry } from './git-store.ts';
import { commentOf, pullOf, repositoryOf } from './present.ts';
import type { Account, CheckRun, Pull, RepositoryState } from './state.ts';

export type Caller = { account: Account; kind: 'token' | 'installation'; write: boolean };

export type Call = {
  repository: RepositoryState;
  caller: Caller;
  params: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** What the whole repository does next: webhooks of it. */
  after: { merged?: Pull; opened?: Pull };
};

export type Answer = { status: number; body?: unknown };

const ok = (body: unknown, status = 200): Answer => ({ status, body });
const missing: Answer = { status: 404, body: { message: 'Not Found' } };
const refused = (message: string, status = 422): Answer => ({ status, body: { message } });

type Handler = (call: Call) => Answer;
type Route = [method: string, path: RegExp, handler: Handler];

const git: Route[] = [
  [
    'GET',
    /^\/git\/ref\/heads\/(.+)$/,
    ({ repository, params: [branch = ''] }) => {
      const sha = repository.refs.get(branch);
      return sha ? ok({ ref: `refs/heads/${branch}`, object: { type: 'commit', sha } }) : missing;
    },
  ],
  [
    'POST',
    /^\/git\/refs$/,
    ({ repository, body }) => {
      const branch = String(body.ref).replace('refs/heads/', '');
      const sha = String(body.sha);
      if (repository.refs.has(branch)) return refused('Reference already exists');
      if (!repository.git.commits.has(sha)) return refused('Object does not exist');
      repository.refs.set(branch, sha);
      return ok({ ref: body.ref, object: { type: 'commit', sha } }, 201);
    },
  ],
  [
    'GET',
    /^\/git\/trees\/(.+)$/,
    ({ repository, params: [sha = ''], query }) => {
      const tree = repository.git.treeOf(sha);
      if (!tree) return missing;
      const entries = query.has('recursive') ? repository.git.walk(tree) : (repository.git.trees.get(tree) ?? []);
      return ok({ sha: tree, tree: entries, truncated: false });
    },
  ],
  [
    'POST',
    /^\/git\/trees$/,
    ({ repository, body }) => {
      const files: Files = { ...repository.git.filesOf(String(body.base_tree)) };
      for (const entry of body.tree as (TreeEntry & { content?: string; sha: string | null })[]) {
        if (entry.sha === null) delete files[entry.path];
        else files[entry.path] = { mode: entry.mode, text: entry.content ?? repository.git.blobs.get(entry.sha) ?? '' };
      }
      return ok({ sha: repository.git.putTree(files) }, 201);
    },
  ],
  [
    'GET',
    /^\/git\/blobs\/(.+)$/,
    ({ repository, params: [sha = ''] }) => {
      const text = repository.git.blobs.get(sha);
      if (text === undefined) return missing;
      return ok({ sha, encoding: 'base64', content: Buffer.from(text).toString('base64') });
    },
  ],
  [
    'GET',
    /^\/git\/commits\/(.+)$/,
    ({ repository, params: [sha = ''] }) => {
      const commit = repository.git.commits.get(sha);
      return commit ? ok({ sha, tree: { sha: commit.tree }, message: commit.message }) : missing;
    },
  ],
  [
    'POST',
    /^\/git\/commits$/,
    ({ repository, body }) => {
      const { message, tree, parents } = body as { message: string; tree: string; parents: string[] };
      return ok({ sha: repository.git.putCommit({ message, tree, parents }).sha }, 201);
    },
  ],
];

const pulls: Route[] = [
  [
    'GET',
    /^\/pulls$/,
    ({ repository, query }) => {
      const branch = query.get('head')?.split(':')[1];
      const found = repository.pulls.filter((pull) => branch === undefined || pull.headBranch === branch);
      return ok(found.map((pull) => pullOf(repository, pull, true)).reverse());
    },
  ],
  [
    'POST',
    /^\/pulls$/,
    ({ repository, body, caller, after }) => {
      const { title, head: headBranch, base, body: text } = body as Record<string, string>;
      if (!headBranch || !repository.refs.has(headBranch)) return refused('Validation Failed: head is invalid');
      const same = (pull: Pull) => pull.state === 'open' && pull.headBranch === headBranch && pull.base === base;
      if (repository.pulls.some(same)) return refused('A pull request already exists for this branch.');
      const pull = repository.open({
        title: title ?? '',
        body: text ?? '',
        author: caller.account,
        headBranch,
        base: base ?? 'main',
      });
      after.opened = pull;
      return ok(pullOf(repository, pull), 201);
    },
  ],
  ['GET', /^\/pulls\/(\d+)$/, (call) => withPull(call, (pull) => ok(pullOf(call.repository, pull)))],
  [
    'GET',
    /^\/pulls\/(\d+)\/files$/,
    (call) =>
      withPull(call, (pull) => {
        const { git: store } = call.repository;
        const base = store.filesOf(store.mergeBase(call.repository.head(pull.base), pull.headSha) ?? '');
        const head = store.filesOf(pull.headSha);
        const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])];
        return ok(paths.filter((path) => base[path]?.text !== head[path]?.text).map((filename) => ({ filename })));
      }),
  ],
  [
    'PUT',
    /^\/pulls\/(\d+)\/merge$/,
    (call) =>
      withPull(call, (pull) => {
        const { repository, body, caller, after } = call;
        if (repository.mergeRefusal) return refused(repository.mergeRefusal, 405);
        if (body.sha !== pull.headSha) return refused('Head branch was modified. Review and try the merge again.', 409);
        if (pull.state !== 'open') return refused('Pull Request is not mergeable', 405);
        const merged = repository.merge(pull, caller.account);
        if ('why' in merged) return refused(merged.why, 405);
        after.merged = pull;
        return ok({ merged: true, sha: merged.sha });
      }),
  ],
  [
    'GET',
    /^\/commits\/([0-9a-f]+)\/pulls$/,
    ({ repository, params: [sha] }) => {
      const found = repository.pulls.filter((pull) => pull.headSha === sha || pull.merged?.sha === sha);
      return ok(found.map((pull) => pullOf(repository, pull, true)));
    },
  ],
];

const tells: Route[] = [
  [
    'GET',
    /^\/issues\/(\d+)\/comments$/,
    ({ repository, params: [number] }) =>
      ok(repository.comments.filter((one) => one.number === Number(number)).map(commentOf)),
  ],
  [
    'POST',
    /^\/issues\/(\d+)\/comments$/,
    ({ repository, params: [number], body, caller }) => {
      const text = String(body.body);
      if (text.length > 65_536) return refused('Body is too long (maximum is 65536 characters)');
      const comment = { id: repository.nextId(), number: Number(number), body: text, author: caller.account };
      repository.comments.push(comment);
      return ok(commentOf(comment), 201);
    },
  ],
  [
    'PATCH',
    /^\/issues\/comments\/(\d+)$/,
    ({ repository, params: [id], body }) => {
      const comment = repository.comments.find((one) => one.id === Number(id));
      if (!comment) return missing;
      comment.body = String(body.body);
      return ok(commentOf(comment));
    },
  ],
  [
    'GET',
    /^\/commits\/([0-9a-f]+)\/check-runs$/,
    ({ repository, params: [sha], query }) => {
      const name = query.get('check_name');
      const found = repository.checks.filter((one) => one.sha === sha && (!name || one.name === name));
      return ok({ total_count: found.length, check_runs: found });
    },
  ],
  [
    'POST',
    /^\/check-runs$/,
    ({ repository, body, caller }) => {
      if (caller.kind === 'token') return refused('You must authenticate via a GitHub App.', 403);
      const check = { ...body, id: repository.nextId(), sha: String(body.head_sha) } as unknown as CheckRun;
      repository.checks.push(check);
      return ok(check, 201);
    },
  ],
  [
    'PATCH',
    /^\/check-runs\/(\d+)$/,
    ({ repository, params: [id], body }) => {
      const check = repository.checks.find((one) => one.id === Number(id));
      if (!check) return missing;
      Object.assign(check, body);
      return ok(check);
    },
  ],
  [
    'POST',
    /^\/statuses\/([0-9a-f]+)$/,
    ({ repository, params: [sha = ''], body }) => {
      if (String(body.description).length > 140) return refused('description is too long (maximum is 140 characters)');
      const { state, context, description, target_url } = body as Record<string, string>;
      const status = { sha, state, context, description, target_url } as RepositoryState['statuses'][number];
      repository.statuses.push(status);
      return ok(status, 201);
    },
  ],
];

const routes: Route[] = [
  ['GET', /^$/, ({ repository, caller }) => ok(repositoryOf(repository, caller.write))],
  ...git,
  ...pulls,
  ...tells,
];

function withPull(call: Call, work: (pull: Pull) => Answer): Answer {
  const pull = call.repository.pulls.find((one) => one.number === Number(call.params[0]));
  return pull ? work(pull) : missing;
}

export function answerCall(method: string, path: string, call: Omit<Call, 'params'>): Answer {
  for (const [wanted, pattern, handler] of routes) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    if (method !== 'GET' && !call.caller.write) return refused('Resource not accessible by personal access token', 403);
    return handler({ ...call, params: match.slice(1) });
  }
  throw new Error(`The stub of GitHub does not know ${method} ${path}.`);
}
