/** The command as people and scripts start it: its own process, on the whole product, with the offline model. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApiClient } from '../../cli/api-client.ts';

const root = new URL('../..', import.meta.url).pathname;
const apiUrl = process.env.API_URL ?? '';

type Line = { stream: string; seq: number; event: { type: string; payload: Record<string, unknown> } };

describe.skipIf(!apiUrl)('aurora', { timeout: 240_000 }, () => {
  let home: string;
  let token: string;
  let viewerToken: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'aurora-home-'));
    const api = makeApiClient(apiUrl);
    const email = `ada-${Date.now()}@example.test`;
    await api.signIn('/auth/register', { name: 'Ada', email, password: 'correct horse battery', organisation: 'Org' });
    const make = async (role: string) =>
      (await api.post<{ token: string }>('/me/api-tokens', { name: role, role })).token;
    [token, viewerToken] = [await make('admin'), await make('viewer')];
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** Nothing of this process' environment but what the command needs. */
  function aurora(args: string[], { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {}) {
    const own = { PATH: process.env.PATH ?? '', XDG_CONFIG_HOME: home, AURORA_URL: apiUrl, AURORA_TOKEN: token };
    return execa(process.execPath, [join(root, 'cli/aurora.mjs'), ...args], {
      env: { ...own, ...env },
      extendEnv: false,
      input,
      cwd: home,
      reject: false,
    });
  }
  const documentOf = <Body>({ stdout }: { stdout: string }) => JSON.parse(stdout) as Body;
  const linesOf = ({ stdout }: { stdout: string }) => stdout.split('\n').map((line) => JSON.parse(line) as Line);

  it('says who one is, after a login over standard input, and with --json as the API says it', async () => {
    const without = { AURORA_URL: '', AURORA_TOKEN: '' };
    expect(await aurora(['whoami'], { env: without })).toMatchObject({ exitCode: 3, stdout: '' });
    const login = await aurora(['login', '--url', apiUrl], { env: without, input: `${token}\n` });
    expect([login.exitCode, login.stdout.includes(token)]).toEqual([0, false]);
    const answer = await aurora(['whoami', '--json'], { env: without });
    expect(documentOf(answer)).toMatchObject({ role: 'admin', user: { name: 'Ada' }, token: { name: 'admin' } });
    await aurora(['logout'], { env: without });
    expect((await aurora(['whoami'], { env: without })).exitCode).toBe(3);
  });

  it('ends with 3 for a wrong token, 5 where nothing answers, 4 for what is not there, 2 for nonsense', async () => {
    const wrong = await aurora(['projects', '--json'], { env: { AURORA_TOKEN: `${token}x` } });
    expect([wrong.exitCode, wrong.stdout]).toEqual([3, '']);
    expect(JSON.parse(wrong.stderr)).toMatchObject({ status: 401, code: 'unauthenticated' });
    const away = await aurora(['projects'], { env: { AURORA_URL: 'http://127.0.0.1:9' } });
    expect([away.exitCode, away.stderr]).toEqual([5, expect.stringContaining('does not answer at http://127.0.0.1:9')]);
    expect((await aurora(['runs', 'show', crypto.randomUUID()])).exitCode).toBe(4);
    expect((await aurora(['sync', 'No such account'])).exitCode).toBe(4);
    expect((await aurora(['cost', '--filter', 'regoin=x'])).exitCode).toBe(2);
    expect((await aurora(['nonsense'])).exitCode).toBe(2);
  });

  it('answers a question: tokens for people, each event a line for scripts', async () => {
    const asked = await aurora(['chat', 'List my S3 buckets', '--json']);
    expect(asked.exitCode).toBe(0);
    const lines = linesOf(asked);
    expect(lines.map(({ seq }) => seq)).toEqual([...lines.keys()].map((at) => at + (lines[0]?.seq ?? 0)));
    expect(lines.map(({ event }) => event.type)).toEqual(expect.arrayContaining(['message.delta', 'tool.completed']));
    expect(lines.at(-1)?.event).toMatchObject({ type: 'turn.state', payload: { state: 'completed' } });

    const session = lines[0]?.stream.split(':')[1] ?? '';
    const more = await aurora(['chat', '--session', session], { input: 'Hello' });
    expect([more.exitCode, more.stdout]).toEqual([0, expect.stringContaining('offline model')]);
  });

  it('syncs and waits, and tells costs', async () => {
    const sync = await aurora(['sync', '--wait', '--json']);
    expect([sync.exitCode, documentOf<{ state: string }>(sync).state]).toEqual([0, 'complete']);
    expect(documentOf(await aurora(['cost', '--by', 'service', '--json']))).toMatchObject({ groupBy: ['service'] });
  });

  it('takes documents in by their names, and none of them where one is missing', async () => {
    await writeFile(join(home, 'on-call.md'), '# On call\n\nThe pager number is 4711.\n');
    expect((await aurora(['knowledge', 'add', 'on-call.md', 'missing.md'])).exitCode).toBe(2);
    const added = await aurora(['knowledge', 'add', 'on-call.md', '--json']);
    expect([added.exitCode, documentOf(added)]).toMatchObject([0, { items: [{ name: 'on-call.md', isNew: true }] }]);
  });

  it('takes a wish to reality: proposed in a chat, refused without the role, approved by digest, applied', async () => {
    const name = `cli-${Date.now()}`;
    const wish = await aurora(['chat', `Create a private S3 bucket named ${name}`]);
    expect([wish.exitCode, wish.stdout]).toEqual([
      0,
      expect.stringMatching(/Plan of revision[\s\S]*Risk:[\s\S]*Cost:/),
    ]);
    const runs = await aurora(['runs', '--json', '--state', 'awaiting_approval']);
    const [run] = documentOf<{ items: { id: string; planSha256: string }[] }>(runs).items;
    const decide = (...more: string[]) => ['approve', run?.id ?? '', '--yes', '--plan-sha256', ...more];

    expect((await aurora(['approve', run?.id ?? ''])).exitCode).toBe(2);
    expect((await aurora(['approve', run?.id ?? '', '--yes'])).exitCode).toBe(2);
    const viewer = await aurora(decide(run?.planSha256 ?? ''), { env: { AURORA_TOKEN: viewerToken } });
    expect([viewer.exitCode, viewer.stderr]).toEqual([1, expect.stringContaining('may act as viewer')]);
    const other = await aurora(decide('a'.repeat(64)));
    expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining('another plan')]);

    const approved = await aurora([...decide(run?.planSha256 ?? ''), '--wait']);
    expect([approved.exitCode, approved.stdout]).toEqual([0, expect.stringContaining('run: applied')]);
    const again = await aurora(['runs', 'start', '--kind', 'plan', '--wait', '--json']);
    expect([again.exitCode, documentOf<{ state: string }>(again).state]).toEqual([0, 'no_changes']);
    const events = linesOf(await aurora(['runs', 'watch', run?.id ?? '', '--json']));
    expect(events.at(-1)?.event.payload.state).toBe('applied');
  });
});
