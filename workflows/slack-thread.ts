/**
 * Tells a conversation in the Slack thread that it came from: answers, turns that failed, and proposals to decide on.
 *
 * Once each: `chat_threads.told_seq` is how far it has come, and a message that was posted by an attempt that died is
 * found by its key. History holds numbers of events.
 */
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { slack, slackStore } from './activities.ts';
import { type SlackThreadInput, slackNudge } from './messages.ts';

const idleTime = '10 minutes';

export async function slackThread(thread: SlackThreadInput): Promise<void> {
  let nudged = true;
  setHandler(slackNudge, () => {
    nudged = true;
  });

  for (;;) {
    nudged = false;
    const waiting = await slackStore.untoldInSlack(thread);
    for (const seq of waiting) {
      await slack.tellInSlack({ ...thread, seq }).catch(() => slackStore.leaveUntold({ ...thread, seq }));
    }
    if (waiting.length === 0 && !(await condition(() => nudged, idleTime))) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof slackThread>(thread);
  }
}
