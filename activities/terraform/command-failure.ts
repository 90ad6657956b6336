/** What a failed Terraform call means, from its exit code and its words. */
import { AuroraError } from '../../platform/errors.ts';
import { type Diagnostic, readDiagnostics } from './diagnostics.ts';
import { parseLockInfo } from './lock-info.ts';

export type FailureContext = {
  command: string;
  exitCode: number;
  stdout: string;
  stderr: string;
  ms: number;
  stopped: 'aborted' | 'timeout' | null;
  /** Set when the process could not be started, such as ENOENT. */
  spawnCode?: string;
  signal?: string;
};

/**
 * @param redact masks secrets in Terraform's own text, which quotes source lines and provider answers
 */
export function commandFailure(facts: FailureContext, redact: (text: string) => string): AuroraError {
  if (facts.spawnCode === 'ENOENT' || facts.spawnCode === 'EACCES') return notStarted(facts);
  const text = redact(`${facts.stdout}\n${facts.stderr}`);
  if (/no space left on device|disk quota exceeded/i.test(text)) return diskFull(facts);
  if (facts.stopped) return stopped(facts);

  const diagnostics = readDiagnostics(redact(facts.stdout), redact(facts.stderr)).filter(
    ({ level }) => level === 'error',
  );
  const lock = diagnostics.map(({ text: words }) => parseLockInfo(words)).find((info) => info !== null);
  if (lock) return locked(lock);

  const sentences = diagnostics.map(inWords);
  const shown = sentences.length > 0 ? sentences.slice(0, 5).join(' ') : lastWords(text);
  const more = sentences.length > 5 ? ` And ${sentences.length - 5} more.` : '';
  return new AuroraError({
    code: 'terraform_failed',
    // What failed on the way to a registry, the state or the cloud may work later; a mistake in code does not heal.
    retryable: sentences.some((sentence) => transient.test(sentence)),
    userMessage: `Terraform ${facts.command} failed. ${shown}${more}`.trim(),
    details: {
      command: facts.command,
      exitCode: facts.exitCode,
      ...(facts.signal ? { signal: facts.signal } : {}),
      diagnostics: diagnostics.slice(0, 50),
    },
  });
}

const transient =
  /connection (refused|reset)|i\/o timeout|TLS handshake timeout|no such host|RequestTimeout|Throttl|Rate exceeded|ServiceUnavailable|InternalError|StatusCode: 5\d\d|EOF$/i;

/** One sentence: where, what, and the detail. */
export function inWords({ file, line, address, summary, detail }: Diagnostic): string {
  const place = [file ? `${file}${line ? ` line ${line}` : ''}` : '', address ? `in ${address}` : '']
    .filter(Boolean)
    .join(', ');
  const words = [summary, detail].filter(Boolean).map((part) => (/[.!?]$/.test(part) ? part : `${part}.`));
  return `${place ? `${place}: ` : ''}${words.join(' ')}`.replaceAll(/\s+/g, ' ').slice(0, 1_500);
}

const lastWords = (text: string) => text.trim().split('\n').slice(-3).join(' ').slice(-500) || 'It said nothing.';

const notStarted = (facts: FailureContext) =>
  new AuroraError({
    code: 'terraform_missing',
    retryable: false,
    userMessage: `Terraform could not be started (${facts.spawnCode}). Install it on the worker, or point TERRAFORM_BIN to it.`,
  });

const diskFull = (facts: FailureContext) =>
  new AuroraError({
    code: 'disk_full',
    retryable: facts.command !== 'apply',
    userMessage: `The worker's disk is full, so Terraform ${facts.command} could not go on. Free space in WORK_DIR, then try again.`,
  });

function stopped(facts: FailureContext): AuroraError {
  const killed = facts.exitCode < 0;
  const why = facts.stopped === 'timeout' ? 'took too long and was stopped' : 'was stopped on request';
  const how = killed
    ? 'It did not end in time and was killed, so the state may lag behind the cloud.'
    : 'It ended in order.';
  return new AuroraError({
    code: 'cancelled',
    retryable: false,
    userMessage: `Terraform ${facts.command} ${why}. ${how}`,
    details: { timedOut: facts.stopped === 'timeout', killed },
  });
}

function locked(lock: NonNullable<ReturnType<typeof parseLockInfo>>): AuroraError {
  return new AuroraError({
    code: 'state_locked',
    retryable: true,
    userMessage: `The project's state is locked by ${lock.owner} (${lock.operation}, for ${lock.ageSeconds} s). Nothing was changed. Try again when that has ended.`,
    details: { lockId: lock.id, owner: lock.owner, operation: lock.operation, ageSeconds: lock.ageSeconds },
  });
}
