import { describe, expect, it } from 'vitest';
import { AuroraError } from '../../../platform/errors.ts';
import { retryAfterMs } from '../../../platform/model-failures/retry-after.ts';
import { withoutSecrets } from '../../../platform/model-failures/secrets.ts';
import { modelFailure } from './failures.ts';
import { StreamCut } from './stream-end.ts';

const error = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

describe('modelFailure', () => {
  it('leaves an AuroraError as it is', () => {
    const known = new AuroraError({ code: 'model_failed', retryable: true, userMessage: 'x' });
    expect(modelFailure(known)).toBe(known);
  });

  it.each([
    ['an abort', error('This operation was aborted', { name: 'AbortError' }), 'cancelled', false],
    ['a refused connection', error('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 'model_failed', true],
    [
      'a reset deep inside',
      error('Connection error.', { cause: error('x', { cause: { code: 'ECONNRESET' } }) }),
      'model_failed',
      true,
    ],
    ['a timeout', error('Request timed out.', { name: 'TimeoutError' }), 'model_failed', true],
    ['a stream cut', new StreamCut(), 'model_failed', true],
    ['an overload inside a stream', error('Overloaded', { type: 'overloaded_error' }), 'model_overloaded', true],
    ['a 502', error('Bad gateway', { status: 502 }), 'model_failed', true],
    ['a 408', error('Timeout', { statusCode: 408 }), 'model_failed', true],
    ['a request too large', error('too large', { status: 413 }), 'model_failed', false],
    ['a 403', error('Forbidden', { status: 403 }), 'model_key_rejected', false],
    ['a flagged input', error('Your input was flagged', { statusCode: 403 }), 'model_failed', false],
    ['a content filter', error('blocked by the content filter', { status: 400 }), 'model_failed', false],
    ['a name that is no model', error('foo/bar is not a valid model ID', { statusCode: 400 }), 'model_unknown', false],
    [
      'a model Ollama has not pulled',
      error('model "x" not found, try pulling it first', { status_code: 404 }),
      'model_unknown',
      false,
    ],
    ['a bug of ours', new TypeError('x is undefined'), 'model_failed', false],
    ['something that is no error', 'boom', 'model_failed', false],
    ['nothing', undefined, 'model_failed', false],
  ])('judges %s', (_what, thrown, code, retryable) => {
    expect(modelFailure(thrown, { provider: 'openai' })).toMatchObject({ code, retryable });
  });

  it('asks for patience only where trying again makes sense', () => {
    const headers = new Headers({ 'retry-after': '5' });
    expect(modelFailure(error('slow down', { status: 429, headers })).retryAfterMs).toBe(5000);
    expect(modelFailure(error('bad', { status: 400, headers })).retryAfterMs).toBeUndefined();
  });

  it('keeps nothing of the original error that could hold a key', () => {
    const secret = 'very-own-key-without-a-shape';
    const thrown = error(`no access with ${secret} and sk-abcdefgh12345678`, {
      status: 400,
      headers: { authorization: secret },
      request: { key: secret },
    });
    const failed = modelFailure(thrown, { provider: 'openai', secrets: [secret] });
    const everything = JSON.stringify([
      failed,
      failed.details,
      failed.userMessage,
      failed.stack,
      Object.entries(failed.cause as object),
      String(failed.cause),
    ]);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain('sk-abcdefgh');
    expect(failed.userMessage).toContain('no access with');
  });

  it('ends in one line however much the provider said', () => {
    const failed = modelFailure(error('bad\n'.repeat(500), { status: 400 }));
    expect(failed.userMessage.length).toBeLessThan(300);
    expect(failed.userMessage).not.toContain('\n');
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{ headers: new Headers({ 'retry-after': '7' }) }, 7000],
    [{ headers: { 'retry-after': '1.5' } }, 1500],
    [{ headers: { 'Retry-After': '2' } }, 2000],
    [{ headers: new Headers({ 'retry-after-ms': '120', 'retry-after': '7' }) }, 120],
    [{ headers: new Headers({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }) }, 30_000],
    [{ headers: new Headers({ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }) }, 0],
    [{ headers: new Headers({ 'retry-after': 'soon' }) }, undefined],
    [{ headers: new Headers({ 'retry-after': '-3' }) }, undefined],
    [{ headers: new Headers({ 'retry-after': '999999' }) }, undefined],
    [{ errorDetails: [{ '@type': 'x.RetryInfo', retryDelay: '3.2s' }] }, 3200],
    [{ metadata: { headers: { 'X-RateLimit-Reset': String(now + 4000) } } }, 4000],
    [{ message: 'Rate limit reached. Please try again in 20s.' }, 20_000],
    [{ message: 'try again in 2 minutes' }, 120_000],
    [{ message: 'no idea' }, undefined],
    [null, undefined],
  ])('%j', (thrown, expected) => {
    expect(retryAfterMs(thrown, now)).toBe(expected);
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['key sk-or-v1-0123456789abcdef', 'key [redacted]'],
    ['AIzaSyA0123456789012345', '[redacted]'],
    ['Authorization: Bearer abc.def.ghijkl', 'Authorization: [redacted]'],
    ['https://x/?api_key=12345678&a=1', 'https://x/?[redacted]&a=1'],
    ['nothing to hide', 'nothing to hide'],
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it('does not blank out every letter for a key that is too short to be one', () => {
    expect(withoutSecrets('a plain text', ['a', ''])).toBe('a plain text');
  });
});
