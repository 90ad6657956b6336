/** Where things are: the checkout, its data folder, and the cache that all checkouts of a user share. */
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export type Layout = {
  /** The checkout. */
  root: string;
  /** All state of this checkout. Absolute. */
  dataDir: string;
  /** Downloads and builds, shared by all checkouts of a user. Absolute. */
  cacheDir: string;
  logs: string;
  envFile: string;
  stateFile: string;
  lockFile: string;
  secretsFile: string;
};

/**
 * @param dataDir relative to the checkout, or absolute; AURORA_DATA_DIR when left out, else `.aurora`
 */
export function layoutOf(dataDir = process.env.AURORA_DATA_DIR || '.aurora'): Layout {
  const data = resolve(root, dataDir);
  const xdg = process.env.XDG_CACHE_HOME;
  const cacheRoot = xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache');
  return {
    root,
    dataDir: data,
    cacheDir: join(cacheRoot, 'aurora'),
    logs: join(data, 'logs'),
    envFile: join(data, 'env'),
    stateFile: join(data, 'stack.json'),
    lockFile: join(data, 'supervisor.lock'),
    secretsFile: join(data, 'secrets.json'),
  };
}
