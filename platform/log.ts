/** One structured log for every process. Ids go in as fields (`turnId`, `runId`), never into the text alone. */
import { type DestinationStream, type Logger, pino } from 'pino';
import { currentTrace } from './trace.ts';

/**
 * Names under which a secret could slip into a log line. The second line of defence:
 * the first is not to log objects that hold them.
 */
const secretPaths = ['password', 'secret', 'token', 'authorization', 'cookie', 'accessKeyId', 'secretAccessKey'];

/** @param to for tests; else the standard output */
export function makeLog(name: string, level = process.env.LOG_LEVEL ?? 'info', to?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { name },
    mixin: () => ({ ...currentTrace() }),
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]), censor: '[redacted]' },
  };
  return to ? pino(options, to) : pino(options);
}

export type { Logger };
