/**
 * Which ports other stacks of this machine have chosen and not yet bound. Two that start in the same second see the
 * same ports free; a claim is a file that only one of them can make, and that ends with the process that holds it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

const folder = join(tmpdir(), `aurora-ports-${userInfo().username}`);
const fileOf = (port: number) => join(folder, String(port));

/** @returns false when another living process has this port */
export function claimPort(port: number): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (write(port)) return true;
  const owner = ownerOf(port);
  if (owner === process.pid) return true;
  if (owner !== null && isAlive(owner)) return false;
  releaseClaim(port);
  return write(port);
}

export function releaseClaim(port: number): void {
  rmSync(fileOf(port), { force: true });
}

function write(port: number): boolean {
  try {
    writeFileSync(fileOf(port), String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(port: number): number | null {
  try {
    return Number(readFileSync(fileOf(port), 'utf8')) || null;
  } catch {
    return null;
  }
}
