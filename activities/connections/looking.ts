/** What every verifier has in common: findings that people can act on, and nothing secret in any of them. */
import type { CheckStepName } from '../../db/model/connections.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { ConnectionVerifier, Looked, StepFinding } from './verifier.ts';

type Look = (at: Looked, signal: AbortSignal) => Promise<StepFinding>;

export const ok = (text: string, found?: StepFinding['found']): StepFinding => ({
  state: 'ok',
  text,
  ...(found ? { found } : {}),
});
export const warning = (text: string, remedy: string, found?: StepFinding['found']): StepFinding => ({
  state: 'warning',
  text,
  remedy,
  ...(found ? { found } : {}),
});
export const failed = (text: string, remedy: string): StepFinding => ({ state: 'failed', text, remedy });
export const skipped = (text: string): StepFinding => ({ state: 'skipped', text });

/** A finding that ends a step from wherever it is found. */
export class Found extends Error {
  readonly finding: StepFinding;

  constructor(finding: StepFinding) {
    super(finding.text);
    this.finding = finding;
  }
}

/**
 * Steps are taken in the order of the object's keys. What is thrown is either worth another try or becomes a finding;
 * whatever a provider or a library put into an answer, no value of the secret leaves with a finding.
 */
export function verifierOf(looks: Partial<Record<CheckStepName, Look>>): ConnectionVerifier {
  return {
    steps: Object.keys(looks) as CheckStepName[],
    async look(step, at, signal) {
      const look = looks[step];
      if (!look) return skipped('There is nothing to look at here for this kind of connection.');
      signal.throwIfAborted();
      const finding = await found(() => look(at, signal), signal);
      return withoutSecrets(step === 'write' ? readsOn(finding) : finding, at.secret);
    },
  };
}

/** A step may throw before its first await, too. */
async function found(look: () => Promise<StepFinding>, signal: AbortSignal): Promise<StepFinding> {
  try {
    return await look();
  } catch (error) {
    return meaning(error, signal);
  }
}

/** What is wrong with the credentials for changes leaves a connection that works for all else. */
const readsOn = (finding: StepFinding): StepFinding =>
  finding.state === 'failed'
    ? { ...finding, state: 'warning', text: `${finding.text} Nothing can be applied until then.` }
    : finding;

function meaning(error: unknown, signal: AbortSignal): StepFinding {
  signal.throwIfAborted();
  if (error instanceof Found) return error.finding;
  if (error instanceof AuroraError && error.retryable) throw error;
  if (error instanceof AuroraError) return { state: 'failed', text: error.userMessage };
  // Never the error itself: a library may have put the request, and with it a token, into its text.
  throw new AuroraError({
    code: 'internal',
    retryable: true,
    userMessage: 'Something went wrong inside Aurora while it looked at this connection. It is tried again.',
    details: { cause: error instanceof Error ? error.name : typeof error },
  });
}

/** Shorter values are words that may stand in any sentence. */
const leastCharacters = 6;
const secretName = /(secret|private_key|password|passphrase|token|consumer_key|kubeconfig|service_account_key)/;

function withoutSecrets(finding: StepFinding, secret: Record<string, string>): StepFinding {
  const values = secretValues(secret);
  const clean = (text: string) => values.reduce((left, value) => left.replaceAll(value, '(secret)'), text);
  return {
    ...finding,
    text: clean(finding.text),
    ...(finding.remedy === undefined ? {} : { remedy: clean(finding.remedy) }),
  };
}

/** Of a file in JSON or YAML, each value whose name says that it is secret, beside the whole. */
function secretValues(secret: Record<string, string>): string[] {
  const values = Object.entries(secret).flatMap(([name, value]) =>
    value.length > longestWord ? [value, ...valuesWithin(value)] : secretName.test(name) ? [value] : [],
  );
  return values.filter(({ length }) => length >= leastCharacters).toSorted((a, b) => b.length - a.length);
}

const longestWord = 200;
const withinFile =
  /(?:private_key|token|password|client-key-data|passphrase)"?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",}]+))/g;

const valuesWithin = (file: string): string[] =>
  [...file.matchAll(withinFile)].flatMap(([, quoted, plain]) => quoted ?? plain ?? []);

const dayMs = 24 * 3_600_000;
/** What ends within this time is told of while there is time to act. */
const soonMs = 14 * dayMs;

export const day = (at: Date): string => at.toISOString().slice(0, 10);

export type Ending = 'ended' | 'soon' | 'later';
export const endingOf = (at: Date, now = Date.now()): Ending => {
  if (at.getTime() <= now) return 'ended';
  return at.getTime() - now < soonMs ? 'soon' : 'later';
};

/** Lists a few and counts the rest. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
