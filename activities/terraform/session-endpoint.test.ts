import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuroraError } from '../../platform/errors.ts';
import type { AwsKeys } from '../clouds/credentials.ts';
import { answerOrphan, withSessions } from './session-endpoint.ts';

const roleArn = 'arn:aws:iam::111122223333:role/aurora-write';
const session = (number: number, lifeMs = 3_600_000): AwsKeys => ({
  accessKeyId: `ASIA${number}`,
  secretAccessKey: 'session-secret',
  sessionToken: 'session-token',
  expiration: new Date(Date.now() + lifeMs),
  roleArn,
});

let folder: string;
let pidFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurora-sessions-'));
  pidFile = join(folder, 'pid');
});
afterEach(() => rm(folder, { recursive: true }));

const ask = async (env: Record<string, string>, token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '') => {
  const answer = await fetch(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '', { headers: { authorization: token } });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

it('gives the session to who has the token, while the command runs and no longer', async () => {
  const given = session(1);
  const env = await withSessions(
    async () => given,
    pidFile,
    async (env) => {
      expect(await ask(env)).toEqual({
        status: 200,
        body: {
          AccessKeyId: 'ASIA1',
          SecretAccessKey: 'session-secret',
          Token: 'session-token',
          Expiration: given.expiration?.toISOString(),
        },
      });
      for (const token of ['', 'x'.repeat(43), `${env.AWS_CONTAINER_AUTHORIZATION_TOKEN}x`]) {
        expect(await ask(env, token)).toEqual({ status: 401, body: { code: 'Unauthorized' } });
      }
      expect(new URL(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '').hostname).toBe('127.0.0.1');
      const note = join(folder, 'sessions');
      expect((await stat(note)).mode & 0o777).toBe(0o600);
      expect(`${JSON.stringify(env)}${await readFile(note, 'utf8')}`).not.toMatch(/session-secret|session-token|ASIA/);
      return env;
    },
  );
  await expect(ask(env)).rejects.toThrow();
  expect(await stat(join(folder, 'sessions')).catch(() => null)).toBeNull();
});

it('tells an SDK to ask again only where that may help, in words', async () => {
  const failing = (retryable: boolean) =>
    withSessions(
      async () => {
        throw new AuroraError({ code: 'credentials_rejected', retryable, userMessage: 'The role is gone.' });
      },
      undefined,
      (env) => ask(env),
    );
  expect(await failing(true)).toEqual({ status: 503, body: { code: 'NoSession', message: 'The role is gone.' } });
  expect((await failing(false)).status).toBe(400);
});

it('answers an orphan where its worker had answered, as the same role only', async () => {
  let env: Record<string, string> = {};
  let note = '';
  await withSessions(
    async () => session(1),
    pidFile,
    async (given) => {
      env = given;
      note = await readFile(join(folder, 'sessions'), 'utf8');
    },
  );
  expect(await answerOrphan(pidFile, async () => session(2))).toBeNull();
  // As a worker leaves it that is killed.
  await writeFile(join(folder, 'sessions'), note);
  let now = session(2);
  const end = await answerOrphan(pidFile, async () => now);
  expect((await ask(env)).body.AccessKeyId).toBe('ASIA2');
  now = { ...session(3), roleArn: 'arn:aws:iam::444455556666:role/other' };
  expect(await ask(env)).toMatchObject({ status: 400, body: { message: expect.stringContaining('another role') } });
  await end?.();
  await expect(ask(env)).rejects.toThrow();
});
