/** What a person set: `.env` at the root, and over it the environment that the stack was started with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../platform/config.ts';
import { type Env, readEnvFile } from './env-file.ts';
import type { Layout } from './layout.ts';

/** Beside the settings of platform/config.ts: what `web` and its libraries read. */
const webNames = ['AUTH_SECRET', 'AUTH_URL', 'NEXTAUTH_URL', 'AUTH_TRUST_HOST', 'API_INTERNAL_URL'];

/**
 * Only names that mean something to Aurora: the rest of a shell's environment stays out of its processes.
 *
 * A value that came from `.aurora/env` is nobody's wish, but a copy that may be of last week: AURORA_GENERATED lists
 * those that `stack/bootstrap.mjs run` loaded, and one that is still in the file was sourced into a shell.
 */
export function personsEnv(layout: Pick<Layout, 'root' | 'envFile'>, shell: NodeJS.ProcessEnv = process.env): Env {
  const loaded = new Set((shell.AURORA_GENERATED ?? '').split(','));
  const generated = readEnvFile(layout.envFile);
  const names = [...Object.keys(settings.shape), ...webNames];
  const fromShell = names.flatMap((name) => {
    const value = shell[name];
    // NODE_ENV is set by many tools for their own children, and never meant for servers.
    const meant = value && name !== 'NODE_ENV' && !loaded.has(name) && generated[name] !== value;
    return meant ? [[name, value] as const] : [];
  });
  const wishes: Env = { ...readEnvFile(join(layout.root, '.env')), ...Object.fromEntries(fromShell) };
  // A Terraform CLI configuration that does not exist is a left-over, not a choice.
  if (wishes.TF_CLI_CONFIG_FILE && !existsSync(wishes.TF_CLI_CONFIG_FILE)) delete wishes.TF_CLI_CONFIG_FILE;
  return wishes;
}
