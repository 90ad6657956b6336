import { expect, it } from 'vitest';
import { createTokenSource } from './token.ts';

function source(lifeMs: number) {
  let made = 0;
  let time = 0;
  const tokens = createTokenSource(
    async () => {
      made += 1;
      return { accessToken: `token ${made}`, accessTokenExpiresAt: new Date(time + lifeMs).toISOString() };
    },
    () => time,
  );
  return { tokens, pass: (ms: number) => (time += ms) };
}

it('asks once for calls that come together', async () => {
  const { tokens } = source(900_000);
  expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['token 1', 'token 1', 'token 1']);
});

it('renews a minute before the end, not at it', async () => {
  const { tokens, pass } = source(900_000);
  await tokens.get();
  pass(839_000);
  expect(await tokens.get()).toBe('token 1');
  pass(2_000);
  expect(await tokens.get()).toBe('token 2');
});

it('replaces a token that the API refused, and only that one', async () => {
  const { tokens } = source(900_000);
  await tokens.get();
  expect(await tokens.get('token 1')).toBe('token 2');
  expect(await tokens.get('token 1')).toBe('token 2');
});

it('asks again after a failure', async () => {
  let calls = 0;
  const tokens = createTokenSource(async () => {
    calls += 1;
    if (calls === 1) throw new Error('down');
    return { accessToken: 'ok', accessTokenExpiresAt: new Date(Date.now() + 900_000).toISOString() };
  });
  await expect(tokens.get()).rejects.toThrow('down');
  expect(await tokens.get()).toBe('ok');
});
