/**
 * Takes up what came from one Slack workspace: presses of buttons, questions, codes.
 *
 * One after the other, because the messages of a thread have an order. Answers are told beside it: a Slack that is slow
 * must not keep a decision waiting. History holds ids; what was said is in Postgres.
 */
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { slack, slackStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import { hookReceived, type OfIntegration } from './messages.ts';

/** A workspace that is quiet ends its workflow; the next webhook starts it again. */
const idleTime = '10 minutes';

export async function slackHooks(of: OfIntegration): Promise<void> {
  const answers = new Set<Promise<void>>();
  let nudged = true;
  setHandler(hookReceived, () => {
    nudged = true;
  });

  async function takeUp(deliveryId: string): Promise<void> {
    try {
      const { answer } = await slackStore.takeSlackHook({ ...of, deliveryId });
      if (answer) answerBeside(deliveryId);
    } catch (error) {
      await slackStore.giveUpSlackHook({ ...of, deliveryId, reason: reasonOf(error) });
    }
  }

  /** An answer that Slack does not take is on record in the hook's outcome: nothing more can be done about it. */
  function answerBeside(deliveryId: string): void {
    const answer = slack
      .answerInSlack({ ...of, deliveryId })
      .catch(() => undefined)
      .then(() => void answers.delete(answer));
    answers.add(answer);
  }

  for (;;) {
    nudged = false;
    const waiting = await slackStore.waitingSlackHooks(of);
    for (const deliveryId of waiting) await takeUp(deliveryId);
    if (waiting.length === 0 && !(await condition(() => nudged, idleTime))) {
      if (answers.size === 0) return;
      await condition(() => nudged || answers.size === 0);
    }
    if (!workflowInfo().continueAsNewSuggested) continue;
    await condition(() => answers.size === 0);
    await continueAsNew<typeof slackHooks>(of);
  }
}
