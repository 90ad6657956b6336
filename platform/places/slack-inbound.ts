/** What Slack sends, reduced to what is acted on. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
import { z } from 'zod';

/** What a button is bound to. */
export const PressValue = z.object({ runId: z.uuid(), planSha256: z.string().regex(/^[0-9a-f]{64}$/) });

export const pressValue = (value: z.input<typeof PressValue>): string => JSON.stringify(value);

/** `user`: `team:user`, an account for ever. `thread`: the `ts` of its first message. */
export const Press = z.object({
  kind: z.literal('press'),
  user: z.string(),
  channel: z.string(),
  message: z.string(),
  thread: z.string().nullable(),
  decision: z.enum(['approve', 'reject']),
  value: PressValue,
});

/** `addressed`: Aurora was mentioned, or it is a direct message; else somebody went on in a thread of Aurora's. */
export const Said = z.object({
  kind: z.literal('said'),
  user: z.string(),
  channel: z.string(),
  direct: z.boolean(),
  ts: z.string(),
  thread: z.string(),
  addressed: z.boolean(),
  /** Gone once it is handled: it is a message of the conversation then, or a code that was used. */
  text: z.string().optional(),
});

export const SlackHook = z.discriminatedUnion('kind', [Press, Said]);
export type SlackHook = z.infer<typeof SlackHook>;
export type Press = z.infer<typeof Press>;
export type Said = z.infer<typeof Said>;

const Interaction = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string().optional(),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ channel_id: z.string().optional(), message_ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.array(z.object({ action_id: z.string(), action_ts: z.string().optional(), value: z.string().optional() })),
});

export type Inbound = { deliveryId: string; event: string; hook: SlackHook };

const decisions = new Map<string, 'approve' | 'reject'>([
  ['run_approve', 'approve'],
  ['run_reject', 'reject'],
]);

/** @returns undefined for what nothing is done about: an opened link, a dialog, a value that is not ours */
export function readInteraction(body: unknown): Inbound | undefined {
  const parsed = Interaction.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, team, channel, container, trigger_id: trigger, actions } = parsed.data;
  const action = actions.find(({ action_id: id }) => decisions.has(id));
  const decision = decisions.get(action?.action_id ?? '');
  const place = channel?.id ?? container.channel_id;
  const teamId = user.team_id ?? team?.id;
  if (!action || !decision || !place || !teamId) return undefined;
  const value = PressValue.safeParse(jsonOf(action.value));
  if (!value.success) return undefined;
  const id = trigger ?? `${action.action_ts}:${user.id}:${container.message_ts}`;
  return {
    deliveryId: `press:${id}`,
    event: action.action_id,
    hook: {
      kind: 'press',
      user: `${teamId}:${user.id}`,
      channel: place,
      message: container.message_ts,
      thread: container.thread_ts ?? null,
      decision,
      value: value.data,
    },
  };
}

const Event = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  team_id: z.string(),
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
    user: z.string(),
    user_team: z.string().optional(),
    team: z.string().optional(),
    text: z.string(),
    channel: z.string(),
    channel_type: z.string().optional(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});

const maxText = 20_000;

/**
 * A mention comes as two events, of the mention and of the message: one place in a conversation is one delivery.
 *
 * @param botUserId whose own messages are not read; those of other bots neither, so that two never talk for ever
 */
export function readEvent(body: unknown, botUserId: string | undefined): Inbound | undefined {
  const parsed = Event.safeParse(body);
  if (!parsed.success) return undefined;
  const { event, team_id: teamId } = parsed.data;
  const { subtype, bot_id: botId, user, text, channel, ts } = event;
  if (botId || subtype || user === botUserId || user === 'USLACKBOT') return undefined;
  const direct = event.channel_type === 'im';
  const mentioned = event.type === 'app_mention' || (botUserId !== undefined && text.includes(`<@${botUserId}>`));
  return {
    deliveryId: `said:${channel}:${ts}`,
    event: event.type,
    hook: {
      kind: 'said',
      user: `${event.user_team ?? event.team ?? teamId}:${user}`,
      channel,
      direct,
      ts,
      thread: event.thread_ts ?? ts,
      addressed: direct || mentioned,
      text: plainText(text, botUserId).slice(0, maxText),
    },
  };
}

/** As it was typed: without the mention of Aurora, links as their addresses, signs as themselves. */
export function plainText(text: string, botUserId: string | undefined): string {
  return text
    .replaceAll(`<@${botUserId}>`, ' ')
    .replace(/<(https?:[^|>]+|mailto:[^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<[#@!][^|>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
