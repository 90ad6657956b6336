/** The pool, and the only ways to a transaction: each names whose rows it may see. */
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import * as schema from './schema/index.ts';

export type Database = ReturnType<typeof openDatabase>;
export type Tx = Parameters<Parameters<Database['orm']['transaction']>[0]>[0];

/** What can run one statement: a transaction, or the pool itself for a statement that is a transaction of its own. */
export type Runner = Pick<Tx, 'execute'>;

/** Who asks. `userId` where a person does; a workflow's activity acts for the organisation alone. */
export type Scope = { orgId: string; userId?: string };

export type PoolOptions = { max?: number; name?: string };

/** A pool whose process outlives Postgres: a connection that breaks fails the query on it, and nothing else. */
export function openPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'aurora',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Without a listener Node ends the process. The pool listens for idle connections alone; one that is in the middle
  // of a transaction says it by itself, and between two statements no query is there to take the error.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

export function openDatabase(url: string, options: PoolOptions = {}) {
  const pool = openPool(url, options);
  return { pool, orm: drizzle({ client: pool, casing: 'snake_case', schema }), close: () => pool.end() };
}

/** Runs `work` in one transaction that sees the rows of one organisation: with a person, of the projects they see. */
export function inOrg<Result>(db: Database, scope: Scope, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.orm.transaction(async (tx) => {
    await tx.execute(sql`select enter_org(${scope.orgId}, ${scope.userId ?? null})`);
    return work(tx);
  });
}

/** What a person presents before the organisation is known. Each opens exactly the rows that match it. */
export type Presented = { userId?: string; loginEmail?: string; tokenHash?: string };

/** Runs `work` before sign-in is complete: sees only the rows that match what was presented. */
export function asPresented<Result>(
  db: Database,
  presented: Presented,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return db.orm.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('app.user_id', ${presented.userId ?? ''}, true),
                 set_config('app.login_email', ${presented.loginEmail ?? ''}, true),
                 set_config('app.token_hash', ${presented.tokenHash ?? ''}, true)`,
    );
    return work(tx);
  });
}

/** Widens a transaction to an organisation, once it is known that the person belongs to it. */
export async function enterOrg(tx: Tx, scope: Scope): Promise<void> {
  await tx.execute(sql`select enter_org(${scope.orgId}, ${scope.userId ?? null})`);
}
