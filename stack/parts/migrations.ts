/** The database's shape: db/migrate.ts, as the role that owns the tables. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import type { Part, StackContext } from '../part.ts';

async function migrate(context: StackContext): Promise<undefined | { skip: string }> {
  const script = join(context.layout.root, 'db', 'migrate.ts');
  if (!existsSync(script)) return { skip: 'db/migrate.ts is not there yet' };
  const log = { file: join(context.layout.logs, 'migrations.log'), append: true };
  const { failed } = await execa(process.execPath, [script], {
    cwd: context.layout.root,
    env: context.fullEnv(),
    stdout: log,
    stderr: log,
    reject: false,
    cancelSignal: context.signal,
  });
  if (!failed) return undefined;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: 'The database could not be brought to the shape that this version needs.',
  });
}

export const migrations: Part = {
  name: 'migrations',
  title: 'Database migrations',
  needs: ['postgres'],
  prepare: migrate,
  help: 'A migration is refused by what the tables hold, or this checkout is older than its data folder.',
};
