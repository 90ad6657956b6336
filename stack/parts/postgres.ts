/** Postgres 18 from npm, with a cluster of its own that only this machine can reach. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import { type Part, portOf, type StackContext } from '../part.ts';
import { isAlive, sendSignal } from '../processes.ts';
import { asServerUser, postgresFiles, serverUser } from './postgres-user.ts';

const superuser = 'aurora_superuser';

const clusterOf = (context: StackContext) => join(context.layout.dataDir, 'postgres');

/** Makes the cluster once. `initialised` is written last: without it a half-made folder is made again. */
async function prepare(context: StackContext): Promise<undefined> {
  const cluster = clusterOf(context);
  const mark = join(context.layout.dataDir, 'postgres.initialised');
  if (existsSync(mark) && existsSync(join(cluster, 'PG_VERSION'))) return endLeftOver(cluster);
  context.note('postgres', 'makes a new database cluster');
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const user = await serverUser(cluster);
  const { initdb } = await postgresFiles();
  const passwordFile = join(context.layout.dataDir, 'postgres.password.tmp');
  writeFileSync(passwordFile, `${context.secrets.postgresSuperuser}\n`, { mode: 0o600 });
  user?.own(passwordFile);
  const args = ['-D', cluster, '-U', superuser, '-A', 'scram-sha-256', '-E', 'UTF8', '--pwfile', passwordFile];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const { file, args: all } = asServerUser(user, initdb, [...args, ...locale]);
  const log = { file: join(context.layout.logs, 'postgres.log'), append: true };
  try {
    await execa(file, all, { stdout: log, stderr: log, cwd: cluster });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(mark, '');
  return undefined;
}

/**
 * A postmaster that survived its supervisor holds the cluster. Orphans are ended before parts start; this is for one
 * whose marker could not be read.
 */
async function endLeftOver(cluster: string): Promise<undefined> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!pid || !isAlive(pid)) return undefined;
  const { stdout } = await execa('ps', ['-o', 'args=', '-p', String(pid)], { reject: false });
  if (stdout.includes(cluster)) sendSignal(pid, 'SIGINT');
  return undefined;
}

async function command(context: StackContext) {
  const cluster = clusterOf(context);
  const { postgres: server } = await postgresFiles();
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '1GB',
    // The data fits in memory on the machines this is for: an index is as near as the next page.
    random_page_cost: '1.1',
    idle_in_transaction_session_timeout: '10min',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', cluster, '-p', String(portOf(context, 'postgres')), ...flags];
  return { ...asServerUser(await serverUser(cluster), server, args), cwd: cluster };
}

function urlOf(context: StackContext, user: string, password: string, database = 'aurora'): string {
  return `postgresql://${user}:${password}@127.0.0.1:${portOf(context, 'postgres')}/${database}`;
}

async function asSuperuser<T>(
  context: StackContext,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: urlOf(context, superuser, context.secrets.postgresSuperuser, database),
    connectionTimeoutMillis: 2000,
  });
  // An error after the query that failed would otherwise end the whole supervisor.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ready(context: StackContext): Promise<boolean> {
  return asSuperuser(context, 'postgres', async (client) => (await client.query('select 1')).rowCount === 1);
}

/** The two roles and the database. Row-level security binds `aurora_app`: it owns nothing and cannot bypass it. */
async function settle(context: StackContext): Promise<void> {
  const { postgresOwner, postgresApp } = context.secrets;
  await asSuperuser(context, 'postgres', async (client) => {
    await role(client, 'aurora_owner', postgresOwner);
    await role(client, 'aurora_app', postgresApp);
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'aurora'");
    if (rowCount === 0) await client.query('create database aurora owner aurora_owner');
  });
  await asSuperuser(context, 'aurora', async (client) => {
    await client.query('alter schema public owner to aurora_owner');
    await client.query('grant connect on database aurora to aurora_app');
    await client.query('grant usage on schema public to aurora_app');
  });
}

/** @param password base64url, so it needs no quoting beyond the quotes */
async function role(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${name}`);
  const bound = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  await client.query(`alter role ${name} ${bound} password ${client.escapeLiteral(password)}`);
}

export const postgres: Part = {
  name: 'postgres',
  title: 'Postgres',
  replacedBy: 'DATABASE_URL',
  needs: [],
  ports: { postgres: 5432 },
  prepare,
  command,
  ready,
  settle,
  version: async () => {
    const { postgres: server } = await postgresFiles();
    const { stdout } = await execa(server, ['--version']);
    return /(\d+\.\d+)/.exec(stdout)?.[1];
  },
  env: (context) => ({
    DATABASE_URL: urlOf(context, 'aurora_app', context.secrets.postgresApp),
    DATABASE_OWNER_URL: urlOf(context, 'aurora_owner', context.secrets.postgresOwner),
  }),
  url: (context) => `postgresql://127.0.0.1:${portOf(context, 'postgres')}/aurora`,
  // SIGINT is Postgres' "fast" shutdown: it rolls open transactions back and writes a checkpoint.
  stop: { signal: 'SIGINT', withinMs: 20_000 },
  help: 'Look for another Postgres on the same folder, a full disk, or missing shared memory.',
};
