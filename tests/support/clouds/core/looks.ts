/** Takes every step of a verifier as a check does, and searches all it says for every secret it was given. */
import type { ConnectionVerifier, Looked, StepFinding } from '../../../../activities/connections/verifier.ts';
import type { CheckStepName } from '../../../../db/model/connections.ts';
import { AuroraError } from '../../../../platform/errors.ts';
import { seededRandom } from './faults.ts';

const { signal } = new AbortController();

export type Looks = Partial<Record<CheckStepName, StepFinding>>;

/** @param patience how often a step that failed in passing is tried again */
export async function lookThrough(verifier: ConnectionVerifier, at: Looked, patience = 30): Promise<Looks> {
  const looks: Looks = {};
  for (const step of verifier.steps) {
    const finding = await patiently(() => verifier.look(step, at, signal), patience);
    hidesSecrets(finding, at.secret);
    looks[step] = finding;
    if (finding.state === 'failed' && (step === 'reachable' || step === 'authenticated')) break;
  }
  return looks;
}

async function patiently(look: () => Promise<StepFinding>, patience: number): Promise<StepFinding> {
  for (let left = patience; ; left--) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof AuroraError) || !error.retryable || error.code === 'internal' || left <= 0) throw error;
    }
  }
}

/** Whole values, and each value within a file in JSON or YAML that is long enough to be one. */
function hidesSecrets(finding: StepFinding, secret: Record<string, string>): void {
  const said = JSON.stringify(finding);
  const values = Object.entries(secret).flatMap(([name, value]) =>
    /secret|key|passphrase|kubeconfig/.test(name) && name !== 'application_key' ? [value, ...within(value)] : [],
  );
  const found = values.find((value) => value.length > 5 && said.includes(value));
  if (found) throw new Error(`a finding holds a secret: ${said}`);
}

const within = (file: string): string[] =>
  [...file.matchAll(/(?:private_key|token|client-key-data|password)"?: ?"?([^\s",]+)/g)].map(
    ([, value]) => value ?? '',
  );

export type Fault<State> = {
  name: string;
  change: (state: State) => void;
  step: CheckStepName;
  state: StepFinding['state'];
  /** All of them are in what is said, text and remedy. */
  words: (string | RegExp)[];
};

/** @throws with the whole of what was said, where it is not what the fault should come to */
export function saysOf(looks: Looks, { name, step, state, words }: Omit<Fault<never>, 'change'>): void {
  const finding = looks[step];
  const said = `${finding?.text} ${finding?.remedy ?? ''}`;
  const missing = words.filter((word) => (typeof word === 'string' ? !said.includes(word) : !word.test(said)));
  const actionable = state === 'ok' || state === 'skipped' || (finding?.remedy ?? '').length > 10;
  if (finding?.state === state && missing.length === 0 && actionable) return;
  throw new Error(
    `${name}: ${step} should be ${state} with ${missing.join(', ')}, and is ${JSON.stringify(looks, null, 1)}`,
  );
}

/**
 * Faults of all kinds at once, by chance: whatever is broken, nothing but a passing failure is thrown, no secret is
 * said, and what the server refused is never called good.
 *
 * @param world makes a state with these faults, and takes it away
 */
export async function walkFaults<State>(
  seed: number,
  rounds: number,
  faults: Fault<State>[],
  world: (changes: Fault<State>[], seed: number) => Promise<Looks>,
): Promise<{ refusals: number }> {
  const random = seededRandom(seed);
  let refusals = 0;
  for (let round = 0; round < rounds; round++) {
    const chosen = faults.filter(() => random() < 2 / faults.length);
    const looks = await world(chosen, Math.floor(random() * 2 ** 31));
    const states = Object.values(looks).map(({ state }) => state);
    if (chosen.some(({ state }) => state === 'failed' || state === 'warning')) {
      const told = states.some((state) => state === 'failed' || state === 'warning');
      if (!told)
        throw new Error(`${chosen.map(({ name }) => name).join(' and ')} went unnoticed: ${JSON.stringify(looks)}`);
      refusals++;
    }
  }
  return { refusals };
}
