import { ApplicationFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { AuroraError } from '../platform/errors.ts';
import { toFailure } from './failures.ts';

const failureOf = (error: unknown, attempt = 1) => toFailure(error, attempt) as ApplicationFailure;

describe('toFailure', () => {
  it('keeps the code, the words and the retry meaning of an AuroraError', () => {
    const busy = new AuroraError({
      code: 'model_overloaded',
      retryable: true,
      retryAfterMs: 1_500,
      userMessage: 'Busy.',
    });
    expect(failureOf(busy)).toMatchObject({
      type: 'model_overloaded',
      message: 'Busy.',
      nonRetryable: false,
      nextRetryDelay: 1_500,
    });
    const refused = new AuroraError({ code: 'model_key_rejected', retryable: false, userMessage: 'No.' });
    expect(failureOf(refused).nonRetryable).toBe(true);
  });

  it('lets who may come back at once come back: for Temporal a delay of nothing is the end', () => {
    const now = new AuroraError({ code: 'model_overloaded', retryable: true, retryAfterMs: 0, userMessage: 'Busy.' });
    expect(failureOf(now)).toMatchObject({ nonRetryable: false, nextRetryDelay: undefined });
  });

  it('takes a part that is away as passing, also when the reason lies in the cause', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const wrapped = new Error('Failed query', { cause: refused });
    expect(failureOf(wrapped, 50)).toMatchObject({ type: 'dependency_unavailable', nonRetryable: false });
  });

  it('says that the disk is full, and goes on when it is not any more', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(failureOf(full, 50)).toMatchObject({ type: 'disk_full', nonRetryable: false });
  });

  it('tries what nobody foresaw a few times, without showing its insides', () => {
    const bug = new TypeError('secret internals');
    expect(failureOf(bug, 1)).toMatchObject({ type: 'internal', nonRetryable: false });
    expect(failureOf(bug, 6).nonRetryable).toBe(true);
    expect(failureOf(bug).message).not.toContain('secret');
  });

  it("leaves a failure that is Temporal's already as it is", () => {
    const failure = ApplicationFailure.nonRetryable('as it is');
    expect(toFailure(failure, 1)).toBe(failure);
  });
});
