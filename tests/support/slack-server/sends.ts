/** What Slack sends to an app, signed as it does it, or wrongly as told. */
import { randomUUID } from 'node:crypto';
import { slackSignature } from '../../../platform/places/slack-signature.ts';

export type Signed = { body: string; headers: Record<string, string> };

/** `secret`: another one forges; `ageSeconds`: how long ago it says it was sent. */
export type SigningOptions = { secret: string; ageSeconds?: number };

export function signed(body: string, type: string, { secret, ageSeconds = 0 }: SigningOptions): Signed {
  const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
  return {
    body,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(timestamp, Buffer.from(body), secret),
    },
  };
}

export const signedEvent = (body: object, options: SigningOptions): Signed =>
  signed(JSON.stringify(body), 'application/json', options);

export const signedAction = (payload: object, options: SigningOptions): Signed =>
  signed(
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    'application/x-www-form-urlencoded',
    options,
  );

export type Wrote = { team: string; user: string; channel: string; text: string; ts: string; thread?: string };

/** `type`: a message by itself, or the mention in it, which comes as well. */
export const wrote = (
  { team, user, channel, text, ts, thread }: Wrote,
  type: 'message' | 'app_mention' = 'message',
  more: object = {},
) => ({
  type: 'event_callback',
  event_id: `Ev${randomUUID()}`,
  team_id: team,
  event: {
    type,
    user,
    team,
    text,
    channel,
    ts,
    ...(thread ? { thread_ts: thread } : {}),
    ...(type === 'message' ? { channel_type: channel.startsWith('D') ? 'im' : 'channel' } : {}),
    ...more,
  },
});

export type Pressed = { team: string; user: string; channel: string; message: string; action: string; value: string };

export const pressed = ({ team, user, channel, message, action, value }: Pressed, thread?: string) => ({
  type: 'block_actions',
  trigger_id: randomUUID(),
  user: { id: user, team_id: team, username: user.toLowerCase() },
  team: { id: team },
  channel: { id: channel },
  container: { type: 'message', channel_id: channel, message_ts: message, ...(thread ? { thread_ts: thread } : {}) },
  actions: [{ action_id: action, action_ts: '1', block_id: 'b', type: 'button', value }],
});
