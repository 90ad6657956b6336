/** Tells one person what became of a press or a message; of a press, shows how the run stands as well. */
import { Context } from '@temporalio/activity';
import { inOrg } from '../../db/client.ts';
import { nameIdentityLink } from '../../db/identity-links.ts';
import { findHook } from '../../db/inbound-hooks.ts';
import { AuroraError } from '../../platform/errors.ts';
import { type Press, type Said, SlackHook } from '../../platform/places/slack-inbound.ts';
import { openSlack, type Slack, type SlackDeps, slackCall } from './call.ts';
import { escaped } from './mrkdwn.ts';
import { postOnce } from './post-once.ts';
import { runCard, section } from './run-card.ts';
import type { OfHook } from './take-press.ts';

export async function answerInSlack(deps: SlackDeps, of: OfHook, signal: AbortSignal): Promise<void> {
  const { orgId, integrationId, deliveryId } = of;
  const row = await inOrg(deps.db, { orgId }, (tx) => findHook(tx, integrationId, deliveryId));
  if (!row?.outcome) return;
  const hook = SlackHook.parse(row.payload);
  const text = escaped(row.outcome);
  const { slack } = await openSlack(deps, of, signal);
  await slackCall(deps, of, async () => {
    if (hook.kind === 'press') return answerPress(deps, slack, of, hook, text);
    await answerSaid(slack, of, hook, text, row.receivedAt);
    await keepName(deps, slack, of, hook);
  });
}

async function answerPress({ db, config }: SlackDeps, slack: Slack, { orgId }: OfHook, press: Press, text: string) {
  const { channel, message, thread, value } = press;
  await whisper(slack, { ...press, thread }, text);
  // A run of another organisation, or none: there is nothing to show.
  const card = await inOrg(db, { orgId }, (tx) => runCard(tx, value.runId, config.WEB_URL)).catch(noneOfOurs);
  if (card && !card.waiting) await slack.chat.update({ channel, ts: message, text: card.text, blocks: card.blocks });
}

function noneOfOurs(error: unknown): null {
  if (error instanceof AuroraError && error.code === 'not_found') return null;
  throw error;
}

/** In a direct message it stays to be read again; elsewhere only the person sees it. */
async function answerSaid(slack: Slack, { deliveryId }: OfHook, said: Said, text: string, since: Date) {
  if (!said.direct) return whisper(slack, { ...said, thread: said.thread === said.ts ? null : said.thread }, text);
  const { channel, thread } = said;
  const mayRepeat = Context.current().info.attempt > 1;
  await postOnce(
    slack,
    { channel, thread, since, key: `answer:${deliveryId}`, text, blocks: [section(text)] },
    mayRepeat,
  );
}

/** Twice is no harm: it is gone when the person reloads. */
async function whisper(
  slack: Slack,
  { channel, user, thread }: { channel: string; user: string; thread: string | null },
  text: string,
) {
  const to = { channel, user: idOf(user), text, blocks: [section(text)] };
  await slack.chat.postEphemeral(thread ? { ...to, thread_ts: thread } : to);
}

/** So that lists show who an account is, not its id. Nothing depends on it. */
async function keepName({ db, log }: SlackDeps, slack: Slack, { orgId, integrationId }: OfHook, { user }: Said) {
  try {
    const { user: found } = await slack.users.info({ user: idOf(user) });
    const name = found?.profile?.display_name || found?.real_name || found?.name;
    if (name) await inOrg(db, { orgId }, (tx) => nameIdentityLink(tx, integrationId, user, name));
  } catch (error) {
    log.info({ err: error, integrationId }, 'the name of a Slack account is not known');
  }
}

const idOf = (user: string) => user.split(':')[1] ?? user;
