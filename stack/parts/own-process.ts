/** What the product's own processes have in common. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../env-file.ts';
import type { Command, StackContext } from '../part.ts';

/** Of the shell's environment, only how to reach the network: no credentials that a person has lying around. */
const network = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'TZ'];

function networkEnv(): Env {
  const names = network.flatMap((name) => [name, name.toLowerCase()]);
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** @param script relative to the checkout */
export function ownCommand(context: StackContext, script: string, args: string[] = [], env: Env = {}): Command {
  return {
    file: process.execPath,
    args: ['--enable-source-maps', join(context.layout.root, script), ...args],
    env: { NODE_ENV: 'production', ...networkEnv(), ...context.fullEnv(), ...env },
  };
}

/** While the house is being built, a room may be missing: that is said, and the rest goes on. */
export function absent(context: StackContext, file: string): { skip: string } | undefined {
  return existsSync(join(context.layout.root, file)) ? undefined : { skip: `${file} is not there yet` };
}
