/** Keeps up to date what asked people in Slack to decide about a run: who decided, how it went, and no more buttons. */
import { setHandler } from '@temporalio/workflow';
import { slack } from './activities.ts';
import { type SlackCardsInput, slackNudge } from './messages.ts';

export async function slackCards({ orgId, runId }: SlackCardsInput): Promise<void> {
  let nudged = true;
  setHandler(slackNudge, () => {
    nudged = true;
  });
  while (nudged) {
    nudged = false;
    await slack.updateSlackCards({ orgId, ofRun: runId });
  }
}
