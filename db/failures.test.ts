import { DrizzleQueryError } from 'drizzle-orm';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { databaseFailure } from './failures.ts';

function refused(code: string, more: object = {}): Error {
  const error = Object.assign(new Error('text of Postgres with a value in it'), { code, severity: 'ERROR', ...more });
  return new DrizzleQueryError('insert into ...', [], error);
}

describe('what Postgres refuses', () => {
  it.each([
    [refused('23505', { constraint: 'users_email_unique' }), 'conflict', false],
    [refused('23503'), 'conflict', false],
    [refused('23514', { constraint: 'run_moves' }), 'illegal_transition', false],
    [refused('40001'), 'unavailable', true],
    [refused('57P01'), 'dependency_unavailable', true],
    [refused('53300'), 'dependency_unavailable', true],
    [refused('22021'), 'bad_request', false],
    [new Error('Connection terminated unexpectedly'), 'dependency_unavailable', true],
    [
      Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })])),
      'dependency_unavailable',
      true,
    ],
  ])('%s is %s', (error, code, retryable) => {
    const failure = databaseFailure(error);
    expect([failure?.code, failure?.retryable]).toEqual([code, retryable]);
    expect(failure?.userMessage).not.toContain('value');
  });

  it('is nothing it knows where the error is of another kind', () => {
    expect(databaseFailure(refused('42601'))).toBeUndefined();
    expect(databaseFailure(new Error('a bug'))).toBeUndefined();
    expect(databaseFailure(undefined)).toBeUndefined();
    expect(databaseFailure(Object.assign(new Error('x'), { code: 'ERR_SOMETHING' }))).toBeUndefined();
  });

  it('recognises a real refused connection', async () => {
    const client = new pg.Client({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const error = await client.connect().catch((thrown: unknown) => thrown);
    expect(databaseFailure(error)?.code).toBe('dependency_unavailable');
  });
});
