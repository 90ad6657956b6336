/** What a person set: `.env` at the root, and over it the environment that the stack was started with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../platform/config.ts';
import { type Env, readEnvFile } from './env-file.ts';

/** Beside the settings of platform/config.ts: what `web` and its libraries read. */
const webNames = ['AUTH_SECRET', 'AUTH_URL', 'NEXTAUTH_URL', 'AUTH_TRUST_HOST'];

/**
 * Only names that mean something to Aurora: the rest of a shell's environment stays out of its processes.
 * A value that `stack/bootstrap.mjs run` took from `.aurora/env` (AURORA_GENERATED lists them) is nobody's wish.
 */
export function personsEnv(root: string, env: NodeJS.ProcessEnv = process.env): Env {
  const generated = new Set((env.AURORA_GENERATED ?? '').split(','));
  const names = new Set([...Object.keys(settings.shape), ...webNames]);
  const fromShell = Object.entries(env).filter(([name, value]) => value && names.has(name) && !generated.has(name));
  const wished: Env = { ...readEnvFile(join(root, '.env')), ...(Object.fromEntries(fromShell) as Env) };
  // A Terraform CLI configuration that does not exist is a left-over, not a choice.
  if (wished.TF_CLI_CONFIG_FILE && !existsSync(wished.TF_CLI_CONFIG_FILE)) delete wished.TF_CLI_CONFIG_FILE;
  // Set by many tools for their own children, and never meant for servers.
  if (fromShell.some(([name]) => name === 'NODE_ENV')) delete wished.NODE_ENV;
  return wished;
}
