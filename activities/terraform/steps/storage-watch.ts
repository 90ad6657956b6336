/**
 * Terraform reads and writes its state by itself, and waits without a word when S3 does not answer. This looks beside
 * it, so that people do not take a storage that is away for a plan that is slow.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { publishEvent } from '../../../db/events.ts';
import { errorText } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';

const everyMs = 10_000;

export async function watchingStorage<Result>(
  deps: WorkerDeps,
  run: ProvisioningRunInput,
  work: () => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController();
  const watch = lookAndTell(deps, run, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    await watch;
  }
}

/** Says it once when the state's storage goes away, and once when it is back. */
async function lookAndTell(deps: WorkerDeps, run: ProvisioningRunInput, ended: AbortSignal): Promise<void> {
  let away = false;
  for (;;) {
    await sleep(everyMs, undefined, { signal: ended, ref: false }).catch(() => undefined);
    if (ended.aborted) return;
    const { ok } = await deps.storage.stateBucket.health();
    if (ended.aborted || ok === !away) continue;
    away = !ok;
    await tell(deps, run, away ? goneText : backText);
  }
}

const goneText =
  "S3, which keeps Terraform's state, does not answer. Nothing is lost: Terraform waits for it and goes on when it is back.";
const backText = 'S3 answers again, and Terraform goes on.';

async function tell({ db, log }: WorkerDeps, { orgId, runId }: ProvisioningRunInput, text: string): Promise<void> {
  const event = { type: 'plan.progress', payload: { step: 'wait', text } } as const;
  await publishEvent(db, orgId, `run:${runId}`, event).catch((error) =>
    log.warn({ runId }, `a progress event was not published: ${errorText(error)}`),
  );
}
