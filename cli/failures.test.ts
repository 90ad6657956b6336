import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../web/lib/api-types.generated.ts';
import { ApiProblem, Unreachable } from './api-client.ts';
import { exitCodeOf, Failure, usage } from './failures.ts';

const problem = (status: number, code: Problem['code'], retryable = false) =>
  new ApiProblem({ type: '', title: '', status, detail: 'why', code, retryable, requestId: 'r' });

describe('the exit code', () => {
  it.each([
    ['a decision that is refused', problem(403, 'forbidden'), 1],
    ['a plan that is another one', problem(409, 'plan_digest_mismatch'), 1],
    ['a request that does not fit', problem(400, 'bad_request'), 2],
    ['a token that ended', problem(401, 'unauthenticated'), 3],
    ['a thing that is not there', problem(404, 'not_found'), 4],
    ['a part that is away', problem(503, 'dependency_unavailable', true), 5],
    ['asking too often', problem(429, 'rate_limited', true), 5],
    ['a fault of the server', problem(500, 'internal'), 5],
    ['an API that is not there', new Unreachable('gone'), 5],
    ['wrong arguments', new CommanderError(1, 'commander.unknownOption', 'no'), 2],
    ['help', new CommanderError(0, 'commander.helpDisplayed', ''), 0],
    ['a usage that commander cannot know', usage('no'), 2],
    ['a run that failed', new Failure('it failed'), 1],
    ['what nobody expected', new Error('odd'), 1],
  ])('of %s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
