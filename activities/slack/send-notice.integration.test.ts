/** One attempt at a notice in Slack, against a workspace that misbehaves; the integration tells people what is wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyIntegration } from '../../api/actions/integrations.ts';
import { inOrg } from '../../db/client.ts';
import { findIntegration } from '../../db/integrations.ts';
import { connectSlack, makeSlackWorld, newDelivery, type SlackWorld } from '../../tests/support/slack-world.ts';
import { quietRuntime, stackIsUp } from '../../tests/support/world.ts';

describe.skipIf(!stackIsUp)('a notice in Slack', () => {
  let slack: SlackWorld;

  beforeAll(async () => {
    quietRuntime();
    slack = await makeSlackWorld({ worker: false });
  });
  afterAll(() => slack.close());

  const told = (text: string) => slack.app.workspace.messages.filter((one) => one.text.includes(text));
  const budget = (text: string, conversation = 'C1') =>
    newDelivery(slack, { kind: 'budget_passed', conversation, text });
  const integration = () => inOrg(slack.deps.db, slack, (tx) => findIntegration(tx, slack.integrationId, 'slack'));

  it('says what it says, with nothing in it that Slack would act on', async () => {
    const { attempt } = await budget('Over <!channel> & <@U1>');
    expect(await attempt()).toEqual({ receipt: expect.stringMatching(/^C1:\d+\.\d+@/) });
    expect(told('Over')[0]?.text).toBe('Over &lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('is there once when the attempt before was taken and its answer lost, wherever in a long history it is', async () => {
    const { attempt } = await budget('Only once');
    slack.server.fail('chat.postMessage', { kind: 'late' });
    await expect(attempt(1)).rejects.toMatchObject({ code: 'dependency_unavailable', retryable: true });
    for (let index = 0; index < 5; index += 1) await (await budget(`Noise ${index}`)).attempt();
    const { receipt } = (await attempt(2)) as { receipt: string };
    expect((await attempt(1, true)) as object).toEqual({ receipt });
    expect(told('Only once').map(({ ts }) => ts)).toEqual([receipt.split(/[:@]/)[1]]);
  });

  it('opens the direct messages of a person', async () => {
    const { attempt } = await budget('For you alone', 'UADA');
    expect(await attempt()).toEqual({ receipt: expect.stringMatching(/^D-UADA:/) });
  });

  it('waits as long as Slack asks, and tries again when Slack is down', async () => {
    const { attempt } = await budget('Slowly');
    slack.server.fail('chat.postMessage', { kind: 'rate_limited', retryAfter: 7 });
    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 7_000 });
    slack.server.fail('chat.postMessage', { kind: 'status', status: 502 });
    await expect(attempt()).rejects.toMatchObject({ retryable: true, userMessage: expect.stringContaining('502') });
    slack.server.fail('chat.postMessage', { kind: 'error', error: 'internal_error' });
    await expect(attempt()).rejects.toMatchObject({ retryable: true });
    expect(told('Slowly')).toEqual([]);
  });

  it('gives up in words where there is no such conversation, and leaves the integration as it is', async () => {
    const { attempt } = await budget('Nowhere', 'C404');
    const refused = { code: 'unprocessable', retryable: false, userMessage: expect.stringContaining('Invite the bot') };
    await expect(attempt()).rejects.toMatchObject(refused);
    expect((await integration()).state).toBe('connected');
  });

  it('ends when its time is over', async () => {
    const { attempt } = await budget('Held');
    slack.server.fail('chat.postMessage', { kind: 'held' });
    await expect(attempt(1, false, AbortSignal.timeout(300))).rejects.toMatchObject({ retryable: true });
    slack.server.release();
    expect(await attempt(2, true)).toMatchObject({ receipt: expect.any(String) });
    expect(told('Held')).toHaveLength(1);
  });

  it('says when nothing waits for a decision any more, instead of asking', async () => {
    const runId = await slack.startRun({ 'main.tf': '' });
    const { attempt } = await newDelivery(slack, { kind: 'approval_wanted', conversation: 'C1', runId });
    expect(await attempt()).toEqual({ skipped: expect.stringContaining('does not wait') });
  });

  it('breaks the integration in words when the token is revoked, and never shows the token', async () => {
    const { attempt } = await budget('Too late');
    slack.server.revoke(slack.app.token);
    const error = await attempt().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'credentials_rejected', retryable: false });
    expect(await integration()).toMatchObject({ state: 'broken', reason: expect.stringContaining('token_revoked') });
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain(slack.app.token);
  });

  it('is verified again: who it is, which scopes are missing, and what was refused', async () => {
    const app = slack.server.newApp();
    const id = await connectSlack(slack.world, slack.server, app);
    const actor = { orgId: slack.orgId, userId: slack.userId, name: 'Ada', via: 'session' };
    const request = { actor } as Parameters<typeof verifyIntegration>[1];
    const verify = () => verifyIntegration(slack.api.app, request, id);
    const { teamId, botUserId, scopes } = app.workspace;
    expect(await verify()).toMatchObject({ state: 'connected', settings: { slack: { teamId, botUserId } } });
    scopes.splice(scopes.indexOf('chat:write'), 1);
    expect(await verify()).toMatchObject({ state: 'broken', reason: expect.stringMatching(/lacks.*: chat:write\./) });
    slack.server.fail('auth.test', { kind: 'status', status: 503 });
    await expect(verify()).rejects.toMatchObject({ retryable: true });
    slack.server.revoke(app.token);
    expect(await verify()).toMatchObject({ state: 'broken', reason: expect.stringContaining('token_revoked') });
  });

  it.each([1, 2, 3])('is there once for each delivery, whatever misfortune Slack has (seed %i)', async (seed) => {
    const rough = await makeSlackWorld({ worker: false }, { seed, rate: 0.4 });
    try {
      for (let index = 0; index < 8; index += 1) {
        const { attempt } = await newDelivery(rough, {
          kind: 'budget_passed',
          conversation: 'C1',
          text: `Notice ${index}.`,
        });
        await untilSent(attempt);
      }
      const texts = rough.app.workspace.messages.map(({ text }) => text).sort();
      expect(texts).toEqual(Array.from({ length: 8 }, (_, index) => `Notice ${index}.`));
      expect(rough.server.calls.length).toBeGreaterThan(8);
    } finally {
      await rough.close();
    }
  });
});

async function untilSent(attempt: (number: number) => Promise<unknown>): Promise<void> {
  for (let number = 1; number <= 50; number += 1) {
    const error = await attempt(number).then(
      () => null,
      (thrown: { retryable?: boolean }) => thrown,
    );
    if (error === null) return;
    expect(error).toMatchObject({ retryable: true });
  }
  throw new Error('Not sent after 50 attempts.');
}
