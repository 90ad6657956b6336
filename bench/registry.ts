/** Every benchmark by name. */
import { AuroraError } from '../platform/errors.ts';
import type { Benchmark } from './bench.ts';
import { chat } from './chat/index.ts';
import { costs } from './costs/index.ts';
import { estate } from './estate/index.ts';
import { knowledge } from './knowledge/index.ts';
import { runs } from './runs/index.ts';

export const benchmarks: Record<string, Benchmark> = { chat, runs, estate, costs, knowledge };

/**
 * @returns all of them when none is named
 * @throws AuroraError `bad_request` for a name that is none
 */
export function chosenBenchmarks(names: string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length === 0) return names.length > 0 ? names : Object.keys(benchmarks);
  throw new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}. The only flag is --json.`,
  });
}
