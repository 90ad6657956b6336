/** Notices in Slack: one message a delivery, and where people are to decide, a card with buttons. */
import { inOrg } from '../../db/client.ts';
import type { NoticeLevel } from '../../db/model/notices.ts';
import { slackReceipt } from '../../db/slack-cards.ts';
import { slackClient } from '../../platform/places/slack.ts';
import type { ChannelSender, Sending } from '../notifications/channel-sender.ts';
import { slackCall } from './call.ts';
import { escaped } from './mrkdwn.ts';
import { findPosted, type Post, postOnce } from './post-once.ts';
import { type Card, openButton, runCard, section } from './run-card.ts';

const marks: Record<NoticeLevel, string> = { info: '', warning: ':warning: ', error: ':rotating_light: ' };

/** The receipt is `channel:ts@integration`, so that the message can be changed once people have decided. */
export const sendToSlack: ChannelSender<'slack'> = async (deps, sending, signal) => {
  const { delivery, notice, place, secret } = sending;
  const of = { orgId: delivery.orgId, integrationId: place.integrationId };
  const { apiUrl, conversation } = place;
  const slack = slackClient({ settings: apiUrl ? { apiUrl } : {}, secrets: secret }, { fetch: deps.outbound, signal });
  const card = await cardOf(deps, sending);

  return slackCall(deps, of, async () => {
    const channel = isPerson(conversation) ? await directMessages(slack, conversation) : conversation;
    const post: Post = {
      channel,
      thread: null,
      key: delivery.id,
      since: notice.createdAt,
      ...(card ?? plainNotice(sending)),
    };
    const before = delivery.mayRepeat || delivery.attempt > 1 ? await findPosted(slack, post) : undefined;
    if (!before && card && !card.waiting) return { skipped: 'The run does not wait for a decision any more.' };
    const ts = before ?? (await postOnce(slack, post, false));
    // Decided while it was on its way: nobody else would take its buttons away.
    const now = await cardOf(deps, sending);
    if (now && !now.waiting) await slack.chat.update({ channel, ts, text: now.text, blocks: now.blocks });
    return { receipt: slackReceipt({ integrationId: place.integrationId, channel, ts }) };
  });
};

async function cardOf(
  { db, config }: Parameters<typeof sendToSlack>[0],
  { delivery, notice }: Sending<'slack'>,
): Promise<Card | null> {
  const { runId } = notice.subject;
  if (notice.kind !== 'approval_wanted' || !runId) return null;
  return inOrg(db, { orgId: delivery.orgId }, (tx) => runCard(tx, runId, config.WEB_URL));
}

function plainNotice({ notice }: Sending<'slack'>): Pick<Post, 'text' | 'blocks'> {
  const text = `${marks[notice.level]}${escaped(notice.text)}`;
  const open = notice.href ? [{ type: 'actions' as const, elements: [openButton(notice.href, 'Open in Aurora')] }] : [];
  return { text, blocks: [section(text), ...open] };
}

const isPerson = (conversation: string) => /^[UW]/.test(conversation);

async function directMessages(slack: ReturnType<typeof slackClient>, user: string): Promise<string> {
  const { channel } = await slack.conversations.open({ users: user });
  return channel?.id ?? user;
}
