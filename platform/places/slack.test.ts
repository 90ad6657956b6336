import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { slackScopes } from './slack.ts';
import { pressValue, readEvent, readInteraction } from './slack-inbound.ts';
import { isFromSlack, slackSignature } from './slack-signature.ts';

describe("Slack's signature", () => {
  // The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const timestamp = '1531420618';
  const body = Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  );
  const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
  const then = Number(timestamp) * 1_000;

  it('is the one of their own example', () => {
    expect(slackSignature(timestamp, body, secret)).toBe(signature);
    expect(isFromSlack({ timestamp, signature, body }, secret, then)).toBe(true);
  });

  it('holds for five minutes, in both directions', () => {
    const at = (ms: number) => isFromSlack({ timestamp, signature, body }, secret, then + ms);
    expect([at(300_000), at(300_001), at(-300_000), at(-300_001)]).toEqual([true, false, true, false]);
  });

  it.each([
    { timestamp, signature, body: Buffer.concat([body, Buffer.from(' ')]) },
    { timestamp: '1531420619', signature, body },
    { timestamp, signature: signature.slice(0, -1), body },
    { timestamp, signature: undefined, body },
    { timestamp: ['1531420618'], signature, body },
    { timestamp: '1531420618abc', signature, body },
    { timestamp: '', signature: '', body },
  ])('is refused where anything differs', (sent) => expect(isFromSlack(sent, secret, then)).toBe(false));
});

const value = pressValue({ runId: 'b2a0e3f2-6f0f-4b1e-9d5a-0e4f6c1d2a3b', planSha256: 'a'.repeat(64) });
const press = (action: object, more: object = {}) => ({
  type: 'block_actions',
  trigger_id: 't1',
  user: { id: 'U1', team_id: 'T1' },
  channel: { id: 'C1' },
  container: { message_ts: '1.1' },
  actions: [{ action_ts: '1', ...action }],
  ...more,
});

describe('what Slack sends', () => {
  it('is a press that is bound to a run and its plan, once for its trigger', () => {
    const read = readInteraction(press({ action_id: 'run_reject', value }));
    expect(read).toMatchObject({ deliveryId: 'press:t1', hook: { user: 'T1:U1', decision: 'reject' } });
  });

  it.each([
    press({ action_id: 'open' }),
    press({ action_id: 'run_approve', value: 'not json' }),
    press({ action_id: 'run_approve', value: '{"runId":"x","planSha256":"y"}' }),
    press({ action_id: 'constructor', value }),
    press({ action_id: 'run_approve', value }, { user: { id: 'U1' } }),
    {},
    null,
  ])('is nothing where it is no decision of ours', (body) => expect(readInteraction(body)).toBeUndefined());

  it('is a message as it was typed, whoever is mentioned', () => {
    const event = {
      type: 'app_mention',
      user: 'U1',
      text: '<@UBOT> look at  <https://example.com/a|example> &lt;b&gt; &amp;amp; <#C2|general>',
      channel: 'C1',
      ts: '2.2',
    };
    const read = readEvent({ type: 'event_callback', event_id: 'E1', team_id: 'T1', event }, 'UBOT');
    expect(read).toMatchObject({
      deliveryId: 'said:C1:2.2',
      hook: { thread: '2.2', addressed: true, text: 'look at https://example.com/a <b> &amp; general' },
    });
  });
});

describe('the manifest that people paste', () => {
  const page = readFileSync(new URL('../../docs/slack.md', import.meta.url), 'utf8');
  const manifest = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');

  it('asks for the scopes that are looked for when a token is verified, and no others', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(slackScopes);
    for (const scope of slackScopes) expect(page).toContain(`\`${scope}\``);
  });

  it('sends events and presses to where they are taken', () => {
    expect(manifest.settings.event_subscriptions.request_url).toBe('HOOK_URL/events');
    expect(manifest.settings.interactivity.request_url).toBe('HOOK_URL/actions');
  });
});
