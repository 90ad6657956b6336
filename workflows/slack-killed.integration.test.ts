/** The worker dies without warning in the middle of telling Slack something: it is there once, nothing is missing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { chatThreads, messages } from '../db/schema/index.ts';
import { type Wrote, wrote } from '../tests/support/slack-server/sends.ts';
import { eventually, makeSlackWorld, type SlackWorld } from '../tests/support/slack-world.ts';
import { stackIsUp } from '../tests/support/world.ts';

describe.skipIf(!stackIsUp)('a worker that is killed', { timeout: 180_000 }, () => {
  let slack: SlackWorld;
  const workers = new Set<ReturnType<typeof spawn>>();

  beforeAll(async () => {
    slack = await makeSlackWorld({ worker: false });
    await slack.link(slack.userId, 'UADA');
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await slack.close();
  });

  function startWorker() {
    const { TEMPORAL_NAMESPACE } = slack.config;
    const env = { ...process.env, TEMPORAL_NAMESPACE, OUTBOUND_HOSTS: slack.server.host, OFFLINE_MODEL_DELAY_MS: '0' };
    const worker = spawn(process.execPath, ['activities/worker.ts'], { env, stdio: 'ignore' });
    workers.add(worker);
    return worker;
  }

  async function kill(worker: ReturnType<typeof spawn>): Promise<void> {
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    workers.delete(worker);
  }

  it('between the post and its record leaves one answer, and the next worker goes on with the conversation', async () => {
    slack.server.fail('chat.postMessage', { kind: 'held' });
    const ts = slack.app.workspace.nextTs();
    const text = `<@${slack.app.workspace.botUserId}> Which projects are there?`;
    const asked: Wrote = { team: slack.team, user: 'UADA', channel: 'C1', ts, text };
    const inThread = () => slack.app.workspace.inThread('C1', ts);
    await slack.event(wrote(asked, 'app_mention'));

    const first = startWorker();
    await eventually(() => inThread()[0], 'a post whose answer is held', 90_000);
    await kill(first);
    slack.server.release();
    const thread = async () => (await inOrg(slack.deps.db, slack, (tx) => tx.select().from(chatThreads)))[0];
    expect((await thread())?.toldSeq).toBe(0);

    startWorker();
    await eventually(async () => ((await thread())?.toldSeq ?? 0) > 0, 'a record', 90_000);
    const again = { ...asked, ts: slack.app.workspace.nextTs(), thread: ts, text: 'And what can you do?' };
    await slack.event(wrote(again));
    await eventually(() => inThread()[1], 'a second answer', 60_000);
    const keys = inThread().map(({ metadata }) => String(metadata?.event_payload.key));
    expect([...new Set(keys)]).toEqual(keys);
    const rows = await inOrg(slack.deps.db, slack, (tx) =>
      tx.select().from(messages).where(eq(messages.role, 'user')).orderBy(messages.position),
    );
    expect(rows.map((row) => row.text)).toEqual(['Which projects are there?', 'And what can you do?']);
  });
});
