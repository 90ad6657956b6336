/** The process itself: it lives while nothing else does, and ends when it is asked to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { afterEach, describe, expect, it } from 'vitest';

const nothing = '127.0.0.1:1';

describe('the API process', () => {
  let child: ChildProcess | undefined;
  let output = '';
  afterEach(() => child?.kill('SIGKILL'));

  function start(env: Record<string, string>) {
    output = '';
    child = spawn(process.execPath, ['api/server.ts'], { env: { PATH: process.env.PATH, ...env } });
    const keep = (data: Buffer) => {
      output += data.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    return child;
  }

  async function answerOf(url: string): Promise<Response> {
    for (let tries = 0; tries < 200; tries += 1) {
      const answer = await fetch(url).catch(() => undefined);
      if (answer) return answer;
      await sleep(100);
    }
    throw new Error(`It never answered. It said: ${output}`);
  }

  it('starts and stays up while every part is away, says which, and ends at SIGTERM', async () => {
    const port = await getPort();
    const api = `http://127.0.0.1:${port}/api/v1`;
    const server = start({
      API_PORT: String(port),
      DATABASE_URL: `postgres://nobody@${nothing}/none`,
      TEMPORAL_ADDRESS: nothing,
      VAULT_ADDR: `http://${nothing}`,
      S3_ENDPOINT: `http://${nothing}`,
      S3_ACCESS_KEY_ID: 'x',
      S3_SECRET_ACCESS_KEY: 'x',
      WEAVIATE_URL: `http://${nothing}`,
    });
    expect((await answerOf(`${api}/health`)).status).toBe(200);

    const ready = await fetch(`${api}/health/ready`);
    expect(ready.status).toBe(503);
    const { ok, parts } = (await ready.json()) as {
      ok: boolean;
      parts: Record<string, { ok: boolean; detail: string }>;
    };
    expect([ok, Object.keys(parts)]).toEqual([false, ['postgres', 'temporal', 'vault', 's3', 'weaviate']]);
    for (const part of Object.values(parts)) expect([part.ok, part.detail.length > 5]).toEqual([false, true]);

    const signIn = { email: 'ada@example.test', password: 'correct horse' };
    const refused = await fetch(`${api}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signIn),
    });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'dependency_unavailable', retryable: true });
    expect(output).not.toContain(signIn.password);

    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('does not start with a configuration that cannot be used, and names what is wrong', async () => {
    const [code] = await once(start({ API_PORT: 'x' }), 'close');
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL');
  });
});
