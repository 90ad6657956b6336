/** The effects of repositories: pull requests over there, and what comes in by webhook. Each may be repeated. */
import { inOrg } from '../../db/client.ts';
import { finishHook, waitingHooksOf } from '../../db/inbound-hooks.ts';
import { changePullRequest, findPullRequest } from '../../db/pull-requests.ts';
import type { OfIntegration, OfPullRequest, PullRequestSeen } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { lookAt } from './look.ts';
import { lookAtBranches } from './look-at-branches.ts';
import { mergeApplied } from './merge-applied.ts';
import { openOverThere, pushBranch } from './open.ts';
import { settleMerge } from './settle.ts';
import { takeHook } from './take-hook.ts';
import { tellOverThere } from './tell.ts';

type OfHook = OfIntegration & { deliveryId: string };

/** So many a look, so that the answer stays small. */
const hooksALook = 50;

/** Short steps in the database. */
export function makeRepositoryStore({ db }: WorkerDeps) {
  return {
    waitingHooks: ({ orgId, integrationId }: OfIntegration): Promise<string[]> =>
      inOrg(db, { orgId }, (tx) => waitingHooksOf(tx, integrationId, hooksALook)),

    giveUpHook: ({ orgId, integrationId, deliveryId, reason }: OfHook & { reason: string }): Promise<void> =>
      inOrg(db, { orgId }, (tx) => finishHook(tx, integrationId, deliveryId, reason)),

    /** People see why it is not opened yet. Of one that is open its words stay: the integration says what is wrong. */
    notePullRequest: ({ orgId, pullRequestId, reason }: OfPullRequest & { reason: string }): Promise<void> =>
      inOrg(db, { orgId }, async (tx) => {
        const { state } = await findPullRequest(tx, pullRequestId);
        if (state === 'opening') await changePullRequest(tx, pullRequestId, { reason });
      }),

    /** One that could not be opened is over; one that is there over there is looked at again. @returns whether it is over */
    failPullRequest: ({ orgId, pullRequestId, reason }: OfPullRequest & { reason: string }): Promise<boolean> =>
      inOrg(db, { orgId }, async (tx) => {
        const { state } = await findPullRequest(tx, pullRequestId);
        const over = state === 'opening' || state === 'failed';
        if (over) await changePullRequest(tx, pullRequestId, { reason, state: 'failed' });
        return over;
      }),
  };
}

/** What asks the host. */
export function makeRepositorySteps(deps: WorkerDeps) {
  return {
    pushPullRequestBranch: (of: OfPullRequest): Promise<void> => withHeartbeat(() => pushBranch(deps, of)),
    openPullRequest: (of: OfPullRequest): Promise<void> => withHeartbeat(() => openOverThere(deps, of)),
    lookAtPullRequest: (of: OfPullRequest): Promise<PullRequestSeen> => withHeartbeat(() => lookAt(deps, of)),
    settleMerge: (of: OfPullRequest): Promise<void> => withHeartbeat(() => settleMerge(deps, of)),
    mergeApplied: (of: OfPullRequest): Promise<boolean> => withHeartbeat(() => mergeApplied(deps, of)),
    tellPullRequest: (of: OfPullRequest & { told: string | null }): Promise<string | null> =>
      withHeartbeat(() => tellOverThere(deps, of)),
    takeHook: (of: OfHook): Promise<void> => withHeartbeat(() => takeHook(deps, of)),
    lookAtBranches: (of: OfIntegration & { lookId: string }): Promise<void> =>
      withHeartbeat(() => lookAtBranches(deps, of)),
  };
}

export type RepositoryStore = ReturnType<typeof makeRepositoryStore>;
export type RepositorySteps = ReturnType<typeof makeRepositorySteps>;
