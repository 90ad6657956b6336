/** One supervisor for one data folder. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { conflict } from '../platform/errors.ts';
import { processBirth } from './birth.ts';
import { isAlive } from './processes.ts';

type Owner = { pid: number; birth: string };

/**
 * @returns how to give it back
 * @throws AuroraError `conflict` when a living supervisor holds it
 */
export function takeLock(file: string): () => void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, birth: processBirth(process.pid) }), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = lockOwner(file);
      if (owner) throw conflict(`Aurora runs already for this folder (process ${owner}).`, { pid: owner });
      rmSync(file, { force: true });
    }
  }
  throw conflict('Another start was faster. It is on its way.');
}

/** The pid of the living supervisor. A pid that was given to a new process since does not count. */
export function lockOwner(file: string): number | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Owner;
    return isAlive(owner.pid) && processBirth(owner.pid) === owner.birth ? owner.pid : undefined;
  } catch {
    return undefined;
  }
}
