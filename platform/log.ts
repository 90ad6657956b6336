/** One structured log for every process. Ids go in as fields (`turnId`, `runId`), never into the text alone. */
import { type DestinationStream, type Logger, pino } from 'pino';
import { removed, scrub } from './scrub.ts';
import { currentTrace } from './trace.ts';

/**
 * Names under which a secret could slip into a log line as more than a text (`scrub` sees to texts at any depth).
 * The second line of defence: the first is not to log objects that hold them.
 */
const secretPaths = [
  'password',
  'secret',
  'secrets',
  'token',
  'authorization',
  'cookie',
  'accessKeyId',
  'secretAccessKey',
  'kubeconfig',
  'credentials',
  'privateKey',
];

/** @param to for tests; else the standard output */
export function makeLog(name: string, level = process.env.LOG_LEVEL ?? 'info', to?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { name },
    mixin: () => ({ ...currentTrace() }),
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]), censor: removed },
    // The whole line: messages, stacks and causes of errors, and whatever fields there are.
    hooks: { streamWrite: scrub },
  };
  return to ? pino(options, to) : pino(options);
}

export type { Logger };
