import { setTimeout as sleep } from 'node:timers/promises';
import { inOrg } from '../../../db/client.ts';
import { findRun } from '../../../db/runs.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { progressOf } from '../../terraform/steps/progress.ts';
import type { ClusterClient } from '../client.ts';
import { inCluster } from '../open-cluster.ts';
import type { Step } from '../plan.ts';
import { isWorkload, podsOf, podTroubles, rolloutOf } from '../rollout.ts';
import { asApproved } from './compare.ts';
import { openSealed } from './sealed.ts';

const pollMs = 2_000;

/**
 * Looks at the cluster once more after an apply: a dry run must show nothing to change, and workloads get time to be
 * ready (KUBERNETES_ROLLOUT_MINUTES).
 *
 * @returns null when everything is, else what is not, in words; the run has been applied all the same
 */
export async function proveManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<string | null> {
  const run = await inOrg(deps.db, { orgId: input.orgId }, (tx) => findRun(tx, input.runId));
  const { steps } = await openSealed(deps, run, run.seal?.planSha256 ?? '');
  const tell = progressOf(deps, input);
  tell('prove', 'Comparing the cluster with what was applied');
  return inCluster(deps, input, { mode: 'dry_run', signal }, async ({ client }) => {
    const different = [];
    for (const step of steps) if (!(await asApproved(client, step)).holds) different.push(step.address);
    const minutes = deps.config.KUBERNETES_ROLLOUT_MINUTES;
    const waiting = await unready(client, steps, { minutes, signal, tell: (text) => tell('prove', text) });
    if (different.length === 0 && waiting.length === 0) {
      tell('prove', 'The cluster is as it was applied, and everything in it is ready');
      return null;
    }
    const moved = `Applied, but the cluster already differs from it: ${different.join(', ')}. Somebody or something else changes these objects.`;
    const late = `Applied, but not everything was ready after ${minutes} minutes. ${waiting.join(' ')}`;
    return [different.length > 0 && moved, waiting.length > 0 && late].filter(Boolean).join(' ');
  });
}

type Patience = { minutes: number; signal: AbortSignal; tell: (text: string) => void };

/** Waits for every workload of the plan. @returns a sentence about each that did not get ready */
async function unready(client: ClusterClient, steps: Step[], { minutes, signal, tell }: Patience): Promise<string[]> {
  const until = Date.now() + minutes * 60_000;
  let open = steps.filter(({ action, kind }) => action !== 'destroy' && isWorkload(kind.kind));
  const given: string[] = [];
  while (open.length > 0) {
    const looked = await Promise.all(open.map(async (step) => ({ step, ...(await look(client, step)) })));
    given.push(
      ...(await reasons(
        client,
        looked.filter(({ stuck }) => stuck),
      )),
    );
    const waiting = looked.filter(({ ready, stuck }) => !ready && !stuck);
    if (Date.now() >= until) return [...given, ...(await reasons(client, waiting))];
    open = waiting.map(({ step }) => step);
    if (open.length === 0) break;
    tell(
      waiting
        .map(({ step, text }) => `${step.address}: ${text}`)
        .join('; ')
        .slice(0, 300),
    );
    await sleep(Math.min(pollMs, Math.max(until - Date.now(), 1)), undefined, { signal });
  }
  return given;
}

type Looked = { ready: boolean; stuck: boolean; text: string };

async function look(client: ClusterClient, step: Step): Promise<Looked> {
  const { kind } = step.kind;
  const object = await client.find(step);
  if (!object || !isWorkload(kind)) return { ready: false, stuck: true, text: 'it is gone again' };
  return rolloutOf(object, kind);
}

function reasons(client: ClusterClient, looked: (Looked & { step: Step })[]): Promise<string[]> {
  return Promise.all(
    looked.map(async ({ step, text }) => {
      const object = await client.find(step);
      const troubles = object ? podTroubles(await podsOf(client, object)).slice(0, 2) : [];
      return `${step.address}: ${[text, ...troubles].join('; ')}.`;
    }),
  );
}
