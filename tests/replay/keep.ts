/** Writes the history of a workflow where the replay test reads it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { World } from '../support/world.ts';

const folder = new URL('./histories/', import.meta.url).pathname;

export async function keep({ deps }: Pick<World, 'deps'>, workflowId: string, name: string): Promise<void> {
  const history = await deps.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify(JSON.parse(historyToJSON(history)), withoutTraces, 2);
  await writeFile(`${folder}${name}.json`, `${text}\n`);
  process.stdout.write(`${name}: ${history.events?.length ?? 0} events\n`);
}

/** A stack trace names folders of the machine, and no replay asks for it. */
const withoutTraces = (key: string, value: unknown) => (key === 'stackTrace' ? '' : value);
