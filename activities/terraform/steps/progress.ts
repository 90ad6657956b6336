/** Says on the run's stream what Terraform is at. */
import { publishEvent } from '../../../db/events.ts';
import { errorText } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';

export type ProgressStep = 'init' | 'plan' | 'show' | 'verify' | 'prove';

/** Publishes beside the work: a progress line that cannot be published must not fail a plan. */
export function progressOf({ db, log }: WorkerDeps, { orgId, runId }: ProvisioningRunInput) {
  return (step: ProgressStep, text: string): void => {
    publishEvent(db, orgId, `run:${runId}`, { type: 'plan.progress', payload: { step, text } }).catch((error) =>
      log.warn({ runId }, `a progress event was not published: ${errorText(error)}`),
    );
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
