/**
 * Brings the database to the newest schema: `node db/migrate.ts`.
 *
 * Runs as the owner role, under an advisory lock, so that any number of processes may start at once.
 * LangGraph's checkpoint tables are part of it, because their set-up is DDL too.
 */
import { readFile } from 'node:fs/promises';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { AuroraError } from '../platform/errors.ts';

export const checkpointSchema = 'langgraph';
export const migrationsFolder = new URL('./migrations', import.meta.url).pathname;
const lockKey = 4_711_001;

export type Journal = { entries: { tag: string; when: number }[] };

/** Drizzle applies only what is newer than the newest applied one: an older one would be skipped without a word. */
export function assertInOrder(journal: Journal): void {
  for (const [index, entry] of journal.entries.entries()) {
    const before = journal.entries[index - 1];
    if (before && before.when >= entry.when) {
      throw new AuroraError({
        code: 'config_invalid',
        retryable: false,
        userMessage: `Migration ${entry.tag} is dated before ${before.tag} and would be skipped. Generate it again.`,
      });
    }
  }
}

/** @param folder with `meta/_journal.json` and the files that it names */
export async function migrateDatabase(ownerUrl: string, folder = migrationsFolder): Promise<void> {
  assertInOrder(JSON.parse(await readFile(`${folder}/meta/_journal.json`, 'utf8')) as Journal);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'aurora-migrate' });
  await client.connect();
  try {
    const db = drizzle({ client });
    await db.execute(sql`select pg_advisory_lock(${lockKey})`);
    await migrate(db, { migrationsFolder: folder });
    const saver = PostgresSaver.fromConnString(ownerUrl, { schema: checkpointSchema });
    await saver.setup();
    await saver.end();
    await db.execute(sql.raw(`grant usage on schema ${checkpointSchema} to aurora_app`));
    await db.execute(
      sql.raw(`grant select, insert, update, delete on all tables in schema ${checkpointSchema} to aurora_app`),
    );
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  const url = process.env.DATABASE_OWNER_URL;
  if (!url) {
    process.stderr.write('DATABASE_OWNER_URL is not set: the migrations need the role that owns the tables.\n');
    process.exit(2);
  }
  await migrateDatabase(url);
}
