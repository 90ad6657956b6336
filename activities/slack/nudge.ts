/** Whoever shows this in Slack has to look again. Called by the steps that change it, so a retry of theirs repeats it. */

import { threadOfSession } from '../../db/chat-threads.ts';
import { inOrg } from '../../db/client.ts';
import { findRun } from '../../db/runs.ts';
import { cardsOfRun } from '../../db/slack-cards.ts';
import { nudgeSlackCards, nudgeSlackThread } from '../../platform/slack-nudges.ts';
import type { ProvisioningRunInput, RunState } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';

type Needs = Pick<WorkerDeps, 'db' | 'temporal'>;

/** Between these nobody in Slack sees a difference. */
const quiet: RunState[] = ['queued', 'gating', 'planning', 'evaluating', 'planned', 'verifying', 'applying'];

export async function runMovedInSlack({ db, temporal }: Needs, run: ProvisioningRunInput, state: RunState) {
  if (quiet.includes(state)) return;
  const { orgId, runId } = run;
  const { thread, cards } = await inOrg(db, { orgId }, async (tx) => {
    const { sessionId, createdAt } = await findRun(tx, runId);
    return {
      thread: sessionId ? await threadOfSession(tx, sessionId) : undefined,
      cards: state === 'awaiting_approval' ? [] : await cardsOfRun(tx, runId, createdAt),
    };
  });
  if (thread) await nudgeSlackThread(temporal, { orgId, sessionId: thread.sessionId });
  if (cards.length > 0) await nudgeSlackCards(temporal, { orgId, runId });
}

export async function turnEndedInSlack({ db, temporal }: Needs, session: { orgId: string; sessionId: string }) {
  const { orgId, sessionId } = session;
  if (!(await inOrg(db, { orgId }, (tx) => threadOfSession(tx, sessionId)))) return;
  await nudgeSlackThread(temporal, { orgId, sessionId });
}
