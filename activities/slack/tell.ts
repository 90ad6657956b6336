/** One event of a conversation, told in its thread. */
import { Context } from '@temporalio/activity';
import { type ChatThread, markTold, sessionEvent, threadOfSession } from '../../db/chat-threads.ts';
import type { Tx } from '../../db/client.ts';
import { inOrg } from '../../db/client.ts';
import type { SessionEvent } from '../../db/model/events.ts';
import type { SlackThreadInput } from '../../workflows/messages.ts';
import { openSlack, type Slack, type SlackDeps, slackCall } from './call.ts';
import { escaped, mrkdwnBlocks } from './mrkdwn.ts';
import { findPosted, type Post, postOnce } from './post-once.ts';
import { type Card, runCard, section } from './run-card.ts';
import { pieces } from './split.ts';

type Told = { kind: 'texts'; texts: string[] } | { kind: 'card'; runId: string; asks: boolean; card: Card } | null;

export async function tellInSlack(deps: SlackDeps, input: SlackThreadInput & { seq: number }, signal: AbortSignal) {
  const { orgId, sessionId, seq } = input;
  const { db } = deps;
  const found = await inOrg(db, { orgId }, async (tx) => {
    const thread = await threadOfSession(tx, sessionId);
    // Told already by an attempt that could not say so, or disconnected.
    if (!thread || thread.toldSeq >= seq) return undefined;
    return { thread, told: await whatToTell(tx, sessionId, seq, deps.config.WEB_URL) };
  });
  if (!found) return;
  const { thread, told } = found;
  const of = { orgId, integrationId: thread.integrationId };
  const { slack } = await openSlack(deps, of, signal);
  const mayRepeat = Context.current().info.attempt > 1;
  await slackCall(deps, of, async () => {
    if (told?.kind === 'texts') await tellTexts(slack, placeOf(thread), `${sessionId}:${seq}`, told.texts, mayRepeat);
    if (told?.kind === 'card') await tellCard(slack, placeOf(thread), sessionId, told, mayRepeat);
  });
  await inOrg(db, { orgId }, (tx) => markTold(tx, sessionId, seq));
}

async function whatToTell(tx: Tx, sessionId: string, seq: number, webUrl: string): Promise<Told> {
  const event = (await sessionEvent(tx, sessionId, seq)) as SessionEvent;
  if (event.type === 'message.completed') {
    const texts = pieces(mrkdwnBlocks(event.payload.text));
    return { kind: 'texts', texts: event.payload.stopped ? [...texts, '_It was stopped here._'] : texts };
  }
  if (event.type === 'turn.state') {
    return { kind: 'texts', texts: [`:warning: ${escaped(event.payload.reason ?? 'This could not be answered.')}`] };
  }
  if (event.type !== 'run.state') return null;
  const { runId, state } = event.payload;
  return { kind: 'card', runId, asks: state === 'awaiting_approval', card: await runCard(tx, runId, webUrl) };
}

type Place = Pick<Post, 'channel' | 'thread' | 'since'>;

function placeOf({ thread, createdAt }: ChatThread): Place {
  const [channel = '', ts = ''] = thread.split(':');
  return { channel, thread: ts, since: createdAt };
}

async function tellTexts(slack: Slack, place: Place, key: string, texts: string[], mayRepeat: boolean) {
  for (const [index, text] of texts.entries()) {
    await postOnce(slack, { ...place, key: `${key}:${index}`, text, blocks: [section(text)] }, mayRepeat);
  }
}

/** Posted when people are asked, and changed when they have decided. */
async function tellCard(
  slack: Slack,
  place: Place,
  sessionId: string,
  { runId, asks, card }: Extract<Told, { kind: 'card' }>,
  mayRepeat: boolean,
) {
  const post = { ...place, key: `card:${sessionId}:${runId}`, text: card.text, blocks: card.blocks };
  if (asks) return void (await postOnce(slack, post, mayRepeat));
  const ts = await findPosted(slack, post);
  if (ts) await slack.chat.update({ channel: place.channel, ts, text: card.text, blocks: card.blocks });
}
