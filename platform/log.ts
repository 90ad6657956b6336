/** One structured log for every process. Ids go in as fields (`turnId`, `runId`), never into the text alone. */
import { type Logger, pino } from 'pino';

/**
 * Names under which a secret could slip into a log line. The second line of defence:
 * the first is not to log objects that hold them.
 */
const secretPaths = ['password', 'secret', 'token', 'authorization', 'cookie', 'accessKeyId', 'secretAccessKey'];

export function makeLog(name: string, level = process.env.LOG_LEVEL ?? 'info'): Logger {
  return pino({
    name,
    level,
    base: { name },
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]), censor: '[redacted]' },
  });
}

export type { Logger };
