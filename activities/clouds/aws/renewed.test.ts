import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AuroraError } from '../../../platform/errors.ts';
import { renewed } from './renewed.ts';

const minutes = 60_000;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** AWS, as far as sessions go: each is good for an hour. */
function source() {
  const aws = { given: 0, trouble: undefined as AuroraError | undefined };
  const next = async () => {
    if (aws.trouble) throw aws.trouble;
    aws.given += 1;
    return {
      accessKeyId: `ASIA${aws.given}`,
      secretAccessKey: 's',
      expiration: new Date(Date.now() + 60 * minutes),
    };
  };
  return { aws, next };
}

const trouble = (retryable: boolean) =>
  new AuroraError({ code: 'cloud_throttled', retryable, userMessage: 'Not now.' });

it('keeps one session for all who ask, and replaces it once, ten minutes before its end', async () => {
  const { aws, next } = source();
  const sessions = renewed(next, await next());
  later(49 * minutes);
  expect((await sessions()).accessKeyId).toBe('ASIA1');
  later(2 * minutes);
  const asked = await Promise.all([sessions(), sessions(), sessions()]);
  expect([asked.map(({ accessKeyId }) => accessKeyId), aws.given]).toEqual([['ASIA2', 'ASIA2', 'ASIA2'], 2]);
});

it('bridges trouble that passes with what is left, and neither a refusal nor the end of the session', async () => {
  const { aws, next } = source();
  const sessions = renewed(next, await next());
  later(55 * minutes);
  aws.trouble = trouble(true);
  expect((await sessions()).accessKeyId).toBe('ASIA1');
  aws.trouble = trouble(false);
  await expect(sessions()).rejects.toBe(aws.trouble);
  later(6 * minutes);
  aws.trouble = trouble(true);
  await expect(sessions()).rejects.toBe(aws.trouble);
  aws.trouble = undefined;
  expect((await sessions()).accessKeyId).toBe('ASIA2');
});
