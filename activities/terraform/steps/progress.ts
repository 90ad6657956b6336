/** Says on the run's stream what Terraform is at. */
import { publishEvent } from '../../../db/events.ts';
import { errorText } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';

export type ProgressStep = 'init' | 'plan' | 'show' | 'verify' | 'prove';

/** Publishes beside the work: a progress line that cannot be published must not fail a plan. */
export function progressOf({ db, log }: WorkerDeps, { orgId, runId }: ProvisioningRunInput) {
  return paced((step, text) => {
    publishEvent(db, orgId, `run:${runId}`, { type: 'plan.progress', payload: { step, text } }).catch((error) =>
      log.warn({ runId }, `a progress event was not published: ${errorText(error)}`),
    );
  });
}

type Say = (step: ProgressStep, text: string) => void;

/** People read one line at a time, and each event is a transaction beside a program that needs the whole machine. */
export const pacedMs = 300;

/** The first line of a step goes out at once, of the others the newest now and then. */
export function paced(say: Say): Say {
  let last = { step: '', at: 0 };
  let next: NodeJS.Timeout | undefined;
  const sayNow: Say = (step, text) => {
    last = { step, at: Date.now() };
    say(step, text);
  };
  return (step, text) => {
    clearTimeout(next);
    const wait = step === last.step ? last.at + pacedMs - Date.now() : 0;
    if (wait <= 0) sayNow(step, text);
    else next = setTimeout(sayNow, wait, step, text).unref();
  };
}

export const phaseText = {
  init: 'Getting the providers ready',
  plan: 'Comparing the files with what exists',
  show: 'Reading the plan',
} as const;

/**
 * What a line of Terraform's output says to people. `plan -json` writes one JSON object a line, whose other fields hold
 * whatever the provider put there.
 *
 * @returns null for a line that says nothing
 */
export function progressText(line: string): string | null {
  if (!line.startsWith('{')) return line.trim() || null;
  try {
    const { '@message': message } = JSON.parse(line) as { '@message'?: unknown };
    return typeof message === 'string' && message.trim() !== '' ? message.trim() : null;
  } catch {
    return null;
  }
}
