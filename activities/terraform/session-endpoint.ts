/**
 * Sessions of a role for a Terraform that works longer than one lasts: AWS' SDK in a provider asks this address of the
 * machine itself (`AWS_CONTAINER_CREDENTIALS_FULL_URI`) whenever its session comes to its end.
 *
 * It answers for the time of one process, to whoever has that process' token, and so no session is in Terraform's
 * environment, files or plan. A Terraform that outlived its worker gets the same address back (`answerOrphan`).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { AuroraError } from '../../platform/errors.ts';
import type { AwsKeys, RenewKeys } from '../clouds/credentials.ts';

type Place = { port: number; token: string };
/** `roleArn`: what the process began as, and must go on as. */
type Note = Place & { roleArn: string | undefined };

const noteBeside = (pidFile: string) => join(dirname(pidFile), 'sessions');

/**
 * Answers while `work` goes on.
 *
 * @param pidFile where the process is noted that may outlive this one: the address is noted beside it
 */
export async function withSessions<Result>(
  sessions: RenewKeys | null | undefined,
  pidFile: string | undefined,
  work: (env: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  if (!sessions) return work({});
  const server = await serve(sessions, { port: 0, token: randomBytes(32).toString('base64url') });
  try {
    if (pidFile) {
      const note: Note = { ...server.place, roleArn: (await sessions()).roleArn };
      await writeFile(noteBeside(pidFile), JSON.stringify(note), { mode: 0o600 });
    }
    return await work(server.env);
  } finally {
    await server.close();
    if (pidFile) await rm(noteBeside(pidFile), { force: true });
  }
}

/**
 * Answers again where a worker that died had answered.
 *
 * @returns how to end it, or null where nothing was noted, or somebody else has the port by now: the orphan then has
 *   what is left of its last session
 */
export async function answerOrphan(pidFile: string, sessions: RenewKeys): Promise<(() => Promise<void>) | null> {
  const text = await readFile(noteBeside(pidFile), 'utf8').catch(() => null);
  if (text === null) return null;
  const { roleArn, ...place } = JSON.parse(text) as Note;
  const sameRole = async () => {
    const keys = await sessions();
    if (keys.roleArn !== roleArn) throw otherRole();
    return keys;
  };
  const server = await serve(sameRole, place).catch(() => null);
  return server?.close ?? null;
}

const otherRole = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: 'The connection was given another role while Terraform worked, so it gets no further session.',
  });

async function serve(sessions: RenewKeys, { port, token }: Place) {
  const expected = Buffer.from(token);
  const knows = (given: string | undefined) => {
    const bytes = Buffer.from(given ?? '');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  };
  const server = createServer(({ headers, method }, response) => {
    if (method !== 'GET' || !knows(headers.authorization)) return end(response, 401, { code: 'Unauthorized' });
    sessions().then(
      (keys) => end(response, 200, asContainer(keys)),
      (error: unknown) => end(response, statusOf(error), { code: 'NoSession', message: wordsOf(error) }),
    );
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const place = { port: (server.address() as AddressInfo).port, token };
  return {
    place,
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${place.port}/`,
      // As a variable: SDKs read a token from a file only since the end of 2023, and this one is of no use elsewhere.
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
const asContainer = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: AwsKeys) => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  Token: sessionToken,
  Expiration: expiration?.toISOString(),
});

/** An SDK asks again after 5xx only. */
const statusOf = (error: unknown) => (error instanceof AuroraError && !error.retryable ? 400 : 503);

const wordsOf = (error: unknown) =>
  error instanceof AuroraError ? error.userMessage : 'Aurora could not get a session of the role.';

function end(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
