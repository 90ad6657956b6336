import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunTerraformOptions, runTerraform } from './command.ts';
import { findLeftover, settleLeftover } from './leftover.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-command-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A program that stands in for Terraform: what it says and how it ends is the test's to choose. */
async function script(body: string): Promise<RunTerraformOptions> {
  const binary = join(dir, 'terraform');
  await writeFile(binary, `#!/bin/sh\n${body}\n`);
  await chmod(binary, 0o700);
  return { binary, cwd: dir, env: { PATH: '/usr/bin:/bin' } };
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await check()) return;
    await sleep(30);
  }
  throw new Error('it did not come to pass within 3 s');
}

it('gives exit code, output and lines, with no environment but the given one', async () => {
  const options = await script('env; echo "two words: $1"; echo oops >&2; printf last');
  const lines: string[] = [];
  const errors: string[] = [];
  process.env.AURORA_TEST_CANARY = 'seen';
  const run = await runTerraform(['version'], {
    ...options,
    onLine: (line) => lines.push(line),
    onStderrLine: (line) => errors.push(line),
  });
  delete process.env.AURORA_TEST_CANARY;
  expect(run).toMatchObject({ exitCode: 0, stderr: 'oops\n' });
  expect(lines).toContain('two words: version');
  expect(lines.at(-1)).toBe('last');
  expect(errors).toEqual(['oops']);
  expect(run.stdout).not.toContain('CANARY');
});

it('expands nothing, and refuses what is no argument', async () => {
  const options = await script('echo "$1"');
  const { stdout } = await runTerraform(['-replace=aws_sqs_queue.q["$(id)*"]'], options);
  expect(stdout).toBe('-replace=aws_sqs_queue.q["$(id)*"]\n');
  await expect(runTerraform(['plan; id'], options)).rejects.toMatchObject({ code: 'bad_request' });
  await expect(runTerraform(['-out=a\nb'], options)).rejects.toMatchObject({ code: 'bad_request' });
});

describe('a failure', () => {
  it('is told in the words of the -json diagnostics, with place', async () => {
    const diagnostic = {
      severity: 'error',
      summary: 'Invalid reference',
      detail: 'No such thing',
      range: { filename: 'main.tf', start: { line: 3 } },
    };
    const options = await script(
      `echo '${JSON.stringify({ '@level': 'error', type: 'diagnostic', diagnostic })}'; exit 1`,
    );
    await expect(runTerraform(['plan'], options)).rejects.toMatchObject({
      code: 'terraform_failed',
      retryable: false,
      userMessage: 'Terraform plan failed. main.tf line 3: Invalid reference. No such thing.',
      details: { exitCode: 1, command: 'plan' },
    });
  });

  it('is told in the words of the box, without its frame', async () => {
    const box =
      '╷\n│ Error: Invalid provider registry host\n│ \n│   on main.tf line 4, in terraform:\n│    4:     x = {\n│ \n│ The host "evil" is\n│ not there.\n╵';
    const options = await script(`cat >&2 <<'EOT'\n${box}\nEOT\nexit 1`);
    await expect(runTerraform(['init'], options)).rejects.toMatchObject({
      userMessage:
        'Terraform init failed. main.tf line 4: Invalid provider registry host. The host "evil" is not there.',
    });
  });

  it('is masked', async () => {
    const options = await script('echo "Error: password hunter2-hunter2 is bad" >&2; exit 1');
    const error = await runTerraform(['plan'], { ...options, secrets: { values: ['hunter2-hunter2'] } }).catch(
      (thrown) => thrown,
    );
    expect(JSON.stringify(error.details) + error.userMessage).not.toContain('hunter2');
    expect(error.userMessage).toContain('(sensitive)');
  });

  it('can be tried again when the network was at fault', async () => {
    const options = await script('echo "Error: could not connect: dial tcp: connection refused" >&2; exit 1');
    await expect(runTerraform(['init'], options)).rejects.toMatchObject({ code: 'terraform_failed', retryable: true });
  });

  it('names the owner of a lock and its age', async () => {
    const created = new Date(Date.now() - 90_000).toISOString().replace('T', ' ').replace('Z', '456789 +0000 UTC');
    const detail = `Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: 18EB, HostID: , api error PreconditionFailed\nLock Info:\n  ID:        5e7\n  Path:      b/k\n  Operation: OperationTypeApply\n  Who:       root@worker-2\n  Version:   1.11.4\n  Created:   ${created}\n  Info:      \n`;
    const line = JSON.stringify({
      type: 'diagnostic',
      diagnostic: { severity: 'error', summary: 'Error acquiring the state lock', detail },
    });
    const options = await script(`cat <<'EOT'\n${line}\nEOT\nexit 1`);
    const error = await runTerraform(['plan'], options).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'state_locked',
      retryable: true,
      details: { owner: 'root@worker-2', operation: 'apply', lockId: '5e7' },
    });
    expect(error.details.ageSeconds).toBeGreaterThanOrEqual(89);
    expect(error.details.ageSeconds).toBeLessThan(120);
  });

  it('says that the disk is full', async () => {
    const options = await script('echo "Error: write /x: no space left on device" >&2; exit 1');
    await expect(runTerraform(['init'], options)).rejects.toMatchObject({ code: 'disk_full', retryable: true });
  });

  it('says that the program is not there', async () => {
    const options = { binary: join(dir, 'nothing'), cwd: dir, env: {} };
    await expect(runTerraform(['init'], options)).rejects.toMatchObject({ code: 'terraform_missing' });
  });
});

describe('stopping', () => {
  it('interrupts, and waits until Terraform has ended in order', async () => {
    const options = await script('trap "echo saved; exit 1" INT; echo ready; while :; do sleep 0.05; done');
    const control = new AbortController();
    const lines: string[] = [];
    const onLine = (line: string) => {
      lines.push(line);
      if (line === 'ready') control.abort();
    };
    const error = await runTerraform(['apply'], { ...options, signal: control.signal, onLine }).catch(
      (thrown) => thrown,
    );
    expect(lines).toEqual(['ready', 'saved']);
    expect(error).toMatchObject({ code: 'cancelled', details: { killed: false, timedOut: false } });
  });

  it('kills the whole group when grace is over, providers too', async () => {
    const options = await script(
      'trap "" INT; (trap "" INT; while :; do sleep 0.05; done) & echo $!; while :; do sleep 0.05; done',
    );
    let provider = 0;
    const started = performance.now();
    const onLine = (line: string) => {
      provider = Number(line);
    };
    const error = await runTerraform(['apply'], { ...options, onLine, timeoutMs: 400, graceMs: 200 }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'cancelled', details: { killed: true, timedOut: true } });
    expect(performance.now() - started).toBeLessThan(5_000);
    await until(() => !alive(provider));
  });

  it('leaves no provider behind when Terraform dies by itself', async () => {
    const options = await script('sleep 60 & echo $!; exit 0');
    let provider = 0;
    // A pipe stays open while a child holds it, so the output goes to a file, as in an apply.
    await runTerraform(['apply'], {
      ...options,
      outputFile: join(dir, 'out'),
      onLine: (line) => {
        provider = Number(line);
      },
    });
    expect(provider).toBeGreaterThan(0);
    await until(() => !alive(provider));
  });

  it('does not start at all when it was stopped before', async () => {
    const options = await script('touch started');
    await expect(runTerraform(['apply'], { ...options, signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(readFile(join(dir, 'started'))).rejects.toThrow();
  });
});

it('bounds what it keeps of an endless output', async () => {
  const options = await script(
    'i=0; while [ $i -lt 3000 ]; do echo "line $i ----------------------------------------"; i=$((i+1)); done',
  );
  let count = 0;
  const run = await runTerraform(['plan'], {
    ...options,
    maxOutput: 1_000,
    onLine: () => {
      count += 1;
    },
  });
  expect(count).toBe(3_000);
  expect(run.stdout.length).toBe(1_000);
  expect(run.stdout).toContain('line 2999');
});

describe('a Terraform that outlives its worker', () => {
  it('is found by its file while it runs, and let finish', async () => {
    const options = await script('sleep 0.6');
    const pidFile = join(dir, 'pid');
    const running = runTerraform(['apply'], { ...options, pidFile });
    await until(async () => (await findLeftover(pidFile)) !== null);
    expect(await settleLeftover(pidFile, { waitMs: 5_000 })).toBe('finished');
    await running;
    expect(await settleLeftover(pidFile, { waitMs: 10 })).toBe('none');
  });

  it('is interrupted when it takes too long', async () => {
    const options = await script('trap "exit 0" INT; while :; do sleep 0.05; done');
    const pidFile = join(dir, 'pid');
    const running = runTerraform(['apply'], { ...options, pidFile });
    await until(async () => (await findLeftover(pidFile)) !== null);
    expect(await settleLeftover(pidFile, { waitMs: 50, graceMs: 5_000 })).toBe('interrupted');
    await running;
  });

  it('is not mistaken for another process with its number', async () => {
    await writeFile(join(dir, 'pid'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    expect(await findLeftover(join(dir, 'pid'))).toBeNull();
    await writeFile(join(dir, 'pid'), 'garbage');
    expect(await findLeftover(join(dir, 'pid'))).toBeNull();
  });
});
