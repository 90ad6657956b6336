/**
 * Posts a message that is there once, whatever dies between Slack's answer and our record of it: its key travels in the
 * message's metadata, and who cannot know whether an attempt before got through looks there first.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Slack } from './call.ts';

export type Post = {
  channel: string;
  /** The `ts` of the thread's first message; null: in the conversation itself. */
  thread: string | null;
  /** Unique for ever. */
  key: string;
  /** It cannot be there from before. */
  since: Date;
  text: string;
  blocks: KnownBlock[];
};

const eventType = 'aurora_message';
const pageSize = 200;
/** Slack's clock and ours. */
const skewMs = 120_000;

/** @param mayRepeat whether it may be there already. @returns its `ts` */
export async function postOnce(slack: Slack, post: Post, mayRepeat: boolean): Promise<string> {
  const before = mayRepeat ? await findPosted(slack, post) : undefined;
  if (before) return before;
  const { channel, thread, key, text, blocks } = post;
  const { ts } = await slack.chat.postMessage({
    channel,
    ...(thread ? { thread_ts: thread } : {}),
    text,
    blocks,
    metadata: { event_type: eventType, event_payload: { key } },
    unfurl_links: false,
    unfurl_media: false,
  });
  return ts ?? '';
}

type Sought = Pick<Post, 'channel' | 'thread' | 'key' | 'since'>;

/** @returns the `ts` of the message with this key */
export async function findPosted(slack: Slack, { channel, thread, key, since }: Sought): Promise<string | undefined> {
  let cursor: string | undefined;
  do {
    const asked = {
      channel,
      oldest: String((since.getTime() - skewMs) / 1_000),
      include_all_metadata: true,
      limit: pageSize,
      cursor,
    };
    const page = thread
      ? await slack.conversations.replies({ ...asked, ts: thread })
      : await slack.conversations.history(asked);
    const found = (page.messages ?? []).find((message) => keyOf(message) === key);
    if (found?.ts) return found.ts;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return undefined;
}

function keyOf(message: object): unknown {
  const { metadata } = message as { metadata?: { event_type?: string; event_payload?: { key?: unknown } } };
  return metadata?.event_type === eventType ? metadata.event_payload?.key : undefined;
}
