/**
 * Tells workflows again of what was saved while Temporal was away, so that it goes on without anyone asking twice.
 *
 * Every API process sweeps, because telling twice changes nothing. What was told is remembered for a while: something
 * may wait for a good reason (a run for the run before it), and each signal lengthens a workflow's history.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inOrg } from '../db/client.ts';
import { listIntegrations } from '../db/integrations.ts';
import { deliveryForMs } from '../db/model/notices.ts';
import { findRun } from '../db/runs.ts';
import { type WaitingWork, waitingWork } from '../db/waiting-work.ts';
import { startBillingSync } from '../platform/billing-schedules.ts';
import { startCheck } from '../platform/connection-schedules.ts';
import { errorText } from '../platform/errors.ts';
import { startIngest, startReindex } from '../platform/knowledge-schedules.ts';
import {
  nudgeHooks,
  nudgePullRequest,
  nudgeSession,
  startDelivery,
  startNotice,
  startRunWorkflow,
  tellCancel,
  tellDecision,
} from '../platform/nudges.ts';
import { nudgeSlackHooks } from '../platform/slack-nudges.ts';
import { startSync } from '../platform/sync-schedules.ts';
import { traced } from '../platform/trace.ts';
import type { Deps } from './deps.ts';

const everyMs = 10_000;
const rememberMs = 60_000;

type Needs = Pick<Deps, 'db' | 'temporal' | 'log' | 'config'>;

export type Sweeper = {
  /** One round, now. @returns how many were told */
  sweep(): Promise<number>;
};

export function makeSweeper({ db, temporal, log, config }: Needs): Sweeper {
  const told = new Map<string, number>();

  async function sweep(): Promise<number> {
    const now = Date.now();
    for (const [key, at] of told) if (now - at > rememberMs) told.delete(key);
    let count = 0;
    for (const work of await waitingWork(db, config.EMBEDDINGS)) {
      const key = `${work.kind} ${work.id}`;
      if (told.has(key)) continue;
      // The first failure ends the round: with Temporal away, the others would only wait as well.
      await traced({ requestId: `sweep-${randomUUID()}` }, () => tell(work));
      told.set(key, Date.now());
      count += 1;
      log.info({ ...work }, 'told again');
    }
    return count;
  }

  async function tell(work: WaitingWork): Promise<void> {
    const { orgId, id } = work;
    if (work.kind === 'session') return nudgeSession(temporal, { orgId, sessionId: id });
    if (work.kind === 'sync') {
      return startSync(temporal, { orgId, connectionId: work.connectionId, syncRunId: id, trigger: 'person' });
    }
    if (work.kind === 'check') {
      return startCheck(temporal, { orgId, connectionId: work.connectionId, trigger: 'person' });
    }
    if (work.kind === 'billing') {
      return startBillingSync(temporal, { orgId, billingAccountId: work.billingAccountId, trigger: 'person' });
    }
    if (work.kind === 'ingest') return startIngest(temporal, { orgId, sourceId: work.sourceId, trigger: 'person' });
    if (work.kind === 'reindex') return startReindex(temporal, { orgId });
    if (work.kind === 'notice') return startNotice(temporal, { orgId, noticeId: id });
    if (work.kind === 'delivery') return startDelivery(temporal, { orgId, deliveryId: id, forMs: deliveryForMs });
    if (work.kind === 'pull_request') return nudgePullRequest(temporal, { orgId, pullRequestId: id });
    if (work.kind === 'hooks') return tellHooks(orgId, id);
    if (work.kind === 'approval') return void (await tellDecision(temporal, work.runId, id));
    const run = await inOrg(db, { orgId }, (tx) => findRun(tx, work.runId));
    const input = { orgId, projectId: run.projectId, runId: run.id, kind: run.kind, engine: run.engine };
    return work.kind === 'run' ? startRunWorkflow(temporal, input) : tellCancel(temporal, input, id);
  }

  /** Of one that was disconnected nothing is taken up any more. */
  async function tellHooks(orgId: string, integrationId: string): Promise<void> {
    const [row] = await inOrg(db, { orgId }, (tx) => listIntegrations(tx, { id: integrationId }));
    if (row) await nudgeHooksOf[row.kind](temporal, { orgId, integrationId });
  }

  return { sweep };
}

const nudgeHooksOf = { slack: nudgeSlackHooks, github: nudgeHooks };

/** Sweeps at once and then every 10 s, a little unevenly, so that many processes do not do it together. */
export function startSweeper(needs: Needs): { stop(): Promise<void> } {
  const sweeper = makeSweeper(needs);
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await sweeper
        .sweep()
        .catch((error) => needs.log.warn({ reason: errorText(error) }, 'waiting work could not be told; again soon'));
      const pause = everyMs * (0.75 + Math.random() / 2);
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
