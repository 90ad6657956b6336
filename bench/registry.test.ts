import { describe, expect, it } from 'vitest';
import { AuroraError } from '../platform/errors.ts';
import { benchmarks, chosenBenchmarks } from './registry.ts';

describe('choosing benchmarks', () => {
  it('takes all of them when none is named, else the named ones in the order they were named', () => {
    expect(chosenBenchmarks([])).toEqual(Object.keys(benchmarks));
    expect(chosenBenchmarks(['runs', 'chat'])).toEqual(['runs', 'chat']);
  });

  it('refuses a name that is none and says which there are', () => {
    expect(() => chosenBenchmarks(['chat', 'toString'])).toThrow(AuroraError);
    expect(() => chosenBenchmarks(['--loud'])).toThrow(/--loud.*There are: chat, runs, estate, costs, knowledge/);
  });
});
