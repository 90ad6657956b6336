/** The effects of what happens in Slack. Each may be repeated: rows and keys in messages say what is done. */
import { Context } from '@temporalio/activity';
import { markTold, threadOfSession, untold } from '../../db/chat-threads.ts';
import { inOrg } from '../../db/client.ts';
import { findHook, finishHook, forgetOldHooks, waitingHooksOf } from '../../db/inbound-hooks.ts';
import { findRun } from '../../db/runs.ts';
import { cardsOfRun } from '../../db/slack-cards.ts';
import { makeOutboundFetch } from '../../platform/outbound.ts';
import { SlackHook } from '../../platform/places/slack-inbound.ts';
import type { OfIntegration, SlackCardsInput, SlackThreadInput } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { answerInSlack } from './answer.ts';
import { openSlack, type SlackDeps, slackCall } from './call.ts';
import { runCard } from './run-card.ts';
import { type OfHook, takePress } from './take-press.ts';
import { type Taken, takeSaid } from './take-said.ts';
import { tellInSlack } from './tell.ts';

/** So many a look, so that the answer stays small. */
const aLook = 50;

/** Short steps in the database and towards other workflows. */
export function makeSlackStore(deps: WorkerDeps) {
  const { db } = deps;
  return {
    waitingSlackHooks: ({ orgId, integrationId }: OfIntegration): Promise<string[]> =>
      inOrg(db, { orgId }, async (tx) => {
        const waiting = await waitingHooksOf(tx, integrationId, aLook);
        if (waiting.length === 0) await forgetOldHooks(tx, integrationId);
        return waiting;
      }),

    /** @returns whether somebody is to be told what became of it */
    async takeSlackHook(of: OfHook): Promise<{ answer: boolean }> {
      const { orgId, integrationId, deliveryId } = of;
      const row = await inOrg(db, { orgId }, (tx) => findHook(tx, integrationId, deliveryId));
      if (!row) return { answer: false };
      const hook = SlackHook.parse(row.payload);
      if (row.handledAt) return { answer: row.payload.answer === true };
      const { tell, note } = await take(deps, of, hook);
      const answer = tell !== null;
      await inOrg(db, { orgId }, (tx) => finishHook(tx, integrationId, deliveryId, note, forgotten(hook, answer)));
      return { answer };
    },

    giveUpSlackHook: ({ orgId, integrationId, deliveryId, reason }: OfHook & { reason: string }): Promise<void> =>
      inOrg(db, { orgId }, (tx) => finishHook(tx, integrationId, deliveryId, reason)),

    untoldInSlack: ({ orgId, sessionId }: SlackThreadInput): Promise<number[]> =>
      inOrg(db, { orgId }, async (tx) => {
        const thread = await threadOfSession(tx, sessionId);
        return thread ? untold(tx, thread, aLook) : [];
      }),

    /** Slack will not take it: the conversation goes on in the page. */
    leaveUntold: ({ orgId, sessionId, seq }: SlackThreadInput & { seq: number }): Promise<void> =>
      inOrg(db, { orgId }, (tx) => markTold(tx, sessionId, seq)),
  };
}

async function take(deps: WorkerDeps, of: OfHook, hook: SlackHook): Promise<Taken> {
  if (hook.kind === 'said') return takeSaid(deps, of, hook);
  const words = await takePress(deps, of, hook);
  return { tell: words, note: words };
}

/** What was said is a message now, or a code that must not lie about. */
function forgotten(hook: SlackHook, answer: boolean): Record<string, unknown> {
  return { ...hook, ...(hook.kind === 'said' ? { text: undefined } : {}), answer };
}

/** What asks Slack. */
export function makeSlackSteps(given: WorkerDeps) {
  const deps: SlackDeps = { ...given, outbound: makeOutboundFetch(given.config.OUTBOUND_HOSTS) };
  return {
    answerInSlack: (of: OfHook): Promise<void> => withHeartbeat((signal) => answerInSlack(deps, of, signal)),

    tellInSlack: (input: SlackThreadInput & { seq: number }): Promise<void> =>
      withHeartbeat((signal) => tellInSlack(deps, input, signal)),

    /** Named otherwise than `runId`: a retry is no concern of the run, and is not announced in its log. */
    updateSlackCards: ({ orgId, ofRun }: { orgId: string; ofRun: string }): Promise<void> =>
      withHeartbeat((signal) => updateSlackCards(deps, { orgId, runId: ofRun }, signal)),
  };
}

/** All of them, also where one is not there any more. */
async function updateSlackCards(deps: SlackDeps, { orgId, runId }: SlackCardsInput, signal: AbortSignal) {
  const { card, places } = await inOrg(deps.db, { orgId }, async (tx) => ({
    card: await runCard(tx, runId, deps.config.WEB_URL),
    places: await cardsOfRun(tx, runId, (await findRun(tx, runId)).createdAt),
  }));
  for (const { integrationId, channel, ts } of places) {
    const of = { orgId, integrationId };
    try {
      const { slack } = await openSlack(deps, of, signal);
      await slackCall(deps, of, () => slack.chat.update({ channel, ts, text: card.text, blocks: card.blocks }));
    } catch (error) {
      if (isPassing(error)) throw error;
      deps.log.warn({ err: error, ...of, runId, attempt: Context.current().info.attempt }, 'a card was not updated');
    }
  }
}

const isPassing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === true;

export type SlackStore = ReturnType<typeof makeSlackStore>;
export type SlackSteps = ReturnType<typeof makeSlackSteps>;
