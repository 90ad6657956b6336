/** Whether tests of the vector store can run here. A fresh machine builds Weaviate from source first. */
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { checkReady } from '../../platform/vectors/connection.ts';
import { stackIsUp } from './world.ts';

/** A build on two cores that do other things too, and a start. */
const waitMs = 12 * 60_000;

/**
 * Waits for the stack's Weaviate. For `describe.skipIf(!(await weaviateReady()))`.
 *
 * @returns false, after saying so, where there is no stack or nothing to build it with
 * @throws where it could have been there and is not
 */
export async function weaviateReady(): Promise<boolean> {
  const address = process.env.WEAVIATE_URL;
  if (!stackIsUp || !address) return false;
  if (await isReady(address)) return true;
  const deadline = Date.now() + waitMs;
  const buildable = !(await execa('go', ['version'], { reject: false })).failed;
  // A cached binary needs no Go, but then it is up within the first seconds.
  const giveUpAt = buildable ? deadline : Date.now() + 60_000;
  while (Date.now() < giveUpAt) {
    await sleep(500);
    if (await isReady(address)) return true;
  }
  if (buildable) throw new Error('Weaviate was not ready within 12 minutes. Its log in the stack says why.');
  console.warn('SKIPPED: tests of the vector store. Weaviate is not there, and Go, which builds it, was not found.');
  return false;
}

const isReady = (address: string) =>
  checkReady(address).then(
    () => true,
    () => false,
  );
