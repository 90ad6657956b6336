/** Writes the history of a workflow where the replay test reads it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { decryptedHistory } from '../support/history.ts';
import type { World } from '../support/world.ts';

const folder = new URL('./histories/', import.meta.url).pathname;

export async function keep({ deps }: Pick<World, 'deps'>, workflowId: string, name: string): Promise<void> {
  // Decrypted: the key ends with the stack that it was recorded on.
  const history = JSON.parse(await decryptedHistory(deps.temporal, workflowId));
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify(history, withoutTraces, 2);
  await writeFile(`${folder}${name}.json`, `${text}\n`);
  process.stdout.write(`${name}: ${history.events?.length ?? 0} events\n`);
}

/** A stack trace names folders of the machine, and no replay asks for it. */
const withoutTraces = (key: string, value: unknown) => (key === 'stackTrace' ? '' : value);
