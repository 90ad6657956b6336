/** One run through the public API, from its files to the applied plan, with the moments that are measured. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLive } from '../../cli/live.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { RevisionFiles } from '../../platform/revision-files.ts';
import type { Project, Run } from '../../web/lib/api-types.generated.ts';
import type { Bench } from '../bench.ts';
import { clockMs } from '../support/clock.ts';
import { makeViewer, type Seen, stateIn, type Viewer } from '../support/viewer.ts';

/** What `applySealedPlan` says the moment Terraform's process runs. */
const startedText = 'Terraform started to apply the approved plan.';

const runMs = 180_000;

export type PlannedRun = { run: Run; viewer: Viewer; planMs: number };

export type AppliedRun = {
  /** From the approval's request to the first sign of Terraform's process, without the verify step. */
  approvalToApplyMs: number;
  verifyMs: number;
  applyMs: number;
};

export function makeRuns({ api }: Bench) {
  const viewers = new Map<string, Viewer>();
  const live = openLive(api, { event: ({ stream, event }) => viewers.get(stream)?.see(event) });

  /** In a project of its own, so that every plan begins with an empty state. */
  async function plan(files: RevisionFiles): Promise<PlannedRun> {
    const project = await api.post<Project>('/projects', { name: `Bench ${randomUUID()}` });
    const revision = { contents: files, reason: 'a benchmark', baseNumber: null };
    await api.post(`/projects/${project.id}/revisions`, revision);
    const { id } = await api.post<Run>(`/projects/${project.id}/runs`, { kind: 'apply' });
    const viewer = makeViewer();
    viewers.set(`run:${id}`, viewer);
    live.follow(`run:${id}`);
    await viewer.first(0, reaches('awaiting_approval'), 'The plan', runMs);
    const run = await api.get<Run>(`/runs/${id}`);
    return { run, viewer, planMs: enteredAt(run, 'evaluating') - enteredAt(run, 'gating') };
  }

  async function apply({ run: { id, planSha256 }, viewer }: PlannedRun): Promise<AppliedRun> {
    const from = viewer.count();
    const sentMs = clockMs();
    await api.post(`/runs/${id}/approvals`, { id: randomUUID(), decision: 'approve', planSha256 });
    const started = await viewer.first(from, saysStarted, 'The start of Terraform', runMs);
    await viewer.first(from, reaches('applied'), 'The end of the apply', runMs);
    // The run's folder is removed and its turn given back a moment later; the next sample should not meet that.
    await sleep(300);
    const done = await api.get<Run>(`/runs/${id}`);
    const verifyMs = enteredAt(done, 'applying') - enteredAt(done, 'verifying');
    return {
      approvalToApplyMs: started.atMs - sentMs - verifyMs,
      verifyMs,
      applyMs: enteredAt(done, 'applied') - enteredAt(done, 'applying'),
    };
  }

  return { plan, apply, close: () => live.close() };
}

const finals: unknown[] = [
  'no_changes',
  'planned',
  'partial',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
];

const reaches = (state: string) => (event: Seen) => {
  if (event.type !== 'run.state') return false;
  if (finals.includes(stateIn(event))) throw endedOtherwise(state, event);
  return stateIn(event) === state;
};

const saysStarted = ({ type, payload }: Seen) =>
  type === 'apply.log' && (payload as { message?: string }).message === startedText;

function enteredAt({ timeline }: Run, state: string): number {
  const entry = timeline.find((one) => one.state === state);
  return entry ? Date.parse(entry.at) : Number.NaN;
}

const endedOtherwise = (state: string, event: Seen) =>
  new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: `A run of the benchmark did not become ${state}: ${JSON.stringify(event.payload)}`,
  });
