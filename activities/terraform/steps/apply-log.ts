/** The live log of an apply, line by line in Terraform's order, each line once: also when another worker goes on with it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishEvent } from '../../../db/events.ts';
import { errorText } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { type ApplyEvent, parseApplyLine } from '../apply-events.ts';
import { lineSplitter } from '../lines.ts';
import type { SecretSet } from '../redact.ts';
import { runFolder } from './run-files.ts';

/** Publishes beside Terraform: a line that cannot be published must not stop an apply. */
export function applyLog({ db, log }: WorkerDeps, { orgId, runId }: ProvisioningRunInput) {
  let queue: Promise<unknown> = Promise.resolve();
  let count = 0;
  const publish = (key: string, { type: kind, level, message, ...more }: ApplyEvent) => {
    const { address = null, action = null, elapsedSeconds = null } = more;
    const payload = { kind, level, message, address, action, elapsedSeconds };
    const event = { type: 'apply.log', payload } as const;
    queue = queue.then(() =>
      publishEvent(db, orgId, `run:${runId}`, event, `apply.log:${key}`).catch((error) =>
        log.warn({ runId }, `an apply event was not published: ${errorText(error)}`),
      ),
    );
  };
  return {
    /** Terraform's next line. The number is the key: a second reader of the same output adds only what is missing. */
    push: (event: ApplyEvent): void => {
      publish(String(count), event);
      count += 1;
    },
    say: (message: string): void => publish(message, { type: 'log', level: 'info', message }),
    end: (): Promise<unknown> => queue,
  };
}

const outputFile = /^(apply|verify)-\d+\/output\.jsonl$/;

/** After a Terraform that outlived its worker: adds to the log what it wrote and nobody published. */
export async function catchUpLog(deps: WorkerDeps, run: ProvisioningRunInput, secrets: SecretSet): Promise<void> {
  const folder = runFolder(deps, run.runId);
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  for (const file of files.filter((name) => outputFile.test(name))) {
    const log = applyLog(deps, run);
    const lines = lineSplitter((line) => {
      const event = parseApplyLine(line, secrets);
      if (event) log.push(event);
    });
    lines.write(await readFile(join(folder, file), 'utf8'));
    lines.end();
    await log.end();
  }
}
