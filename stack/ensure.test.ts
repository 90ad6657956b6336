import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { newSandboxKeyId } from '../platform/sandbox.ts';
import { type EnsuredStack, ensureStack } from './ensure.ts';
import type { Env } from './env-file.ts';
import { until } from './probe.ts';
import { sendSignal } from './processes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'aurora-ensure-'));
let stack: EnsuredStack | undefined;

afterAll(async () => {
  await stack?.stop({ hurry: true });
  rmSync(dataDir, { recursive: true, force: true });
});

const of = (env: Env, name: string) => env[name] ?? '';

async function sql(url: string, text: string) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function storage(env: Env) {
  const credentials = {
    accessKeyId: of(env, 'S3_ACCESS_KEY_ID'),
    secretAccessKey: of(env, 'S3_SECRET_ACCESS_KEY'),
  };
  return new S3Client({ endpoint: of(env, 'S3_ENDPOINT'), region: 'us-east-1', forcePathStyle: true, credentials });
}

function sandbox(env: Env) {
  return {
    endpoint: of(env, 'SANDBOX_AWS_ENDPOINT'),
    region: 'eu-west-1',
    credentials: { accessKeyId: newSandboxKeyId('900000000007'), secretAccessKey: 'sandbox' },
  };
}

async function vault(env: Env, method: string, path: string, body?: unknown) {
  const call = async (verb: string, at: string, content: unknown, token?: string) => {
    const headers: Record<string, string> = token ? { 'x-vault-token': token } : {};
    const init = { method: verb, headers, body: content ? JSON.stringify(content) : undefined };
    const answer = await fetch(`${of(env, 'VAULT_ADDR')}/v1/${at}`, init);
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  };
  const role = { role_id: of(env, 'VAULT_ROLE_ID'), secret_id: await takeSecretId(env) };
  const login = await call('POST', 'auth/approle/login', role);
  return call(method, path, body, login.body.auth.client_token);
}

/** As a process of the product does: each log-in takes one, and the stack lays out the next. */
async function takeSecretId(env: Env): Promise<string> {
  const file = of(env, 'VAULT_SECRET_ID_FILE');
  await until(async () => existsSync(file), 10_000);
  const secretId = readFileSync(file, 'utf8');
  rmSync(file);
  return secretId;
}

/** As Terraform does it: many at once, with reads between. */
async function makeVpcs(env: Env, from: number) {
  const ec2 = new EC2Client(sandbox(env));
  const blocks = Array.from({ length: 8 }, (_, index) => `10.${from + index}.0.0/16`);
  await Promise.all(
    blocks.flatMap((CidrBlock) => [
      ec2.send(new CreateVpcCommand({ CidrBlock })),
      ec2.send(new DescribeVpcsCommand({})),
    ]),
  );
}

async function vpcs(env: Env) {
  const { Vpcs = [] } = await new EC2Client(sandbox(env)).send(new DescribeVpcsCommand({}));
  return Vpcs.map(({ VpcId, CidrBlock, IsDefault }) => `${CidrBlock} ${VpcId} ${IsDefault}`).sort();
}

/** Not those that may still be built while the test runs. */
const awaited = () => Object.values(stack?.state().parts ?? {}).filter(({ background }) => !background);

async function killEverything() {
  const parts = awaited();
  const before = parts.map(({ deaths = 0 }) => deaths);
  for (const { pid } of parts) if (pid) sendSignal(pid, 'SIGKILL');
  const back = async () =>
    awaited().every(
      ({ pid, state, deaths = 0 }, index) =>
        state === 'done' || (state === 'running' && pid !== undefined && deaths > (before[index] ?? 0)),
    );
  await until(back, 60_000);
  expect(
    parts.map(({ title, state, note, log }) => ({ title, up: ['running', 'done'].includes(state), note, log })),
  ).toEqual(parts.map(({ title }) => ({ title, up: true, note: undefined, log: undefined })));
}

it('brings everything back after kill -9 of all servers, and again in a new supervisor', {
  timeout: 120_000,
}, async () => {
  stack = await ensureStack({ dataDir });
  const first = stack.env;

  await sql(of(first, 'DATABASE_OWNER_URL'), 'create table kept (name text); grant select on kept to aurora_app');
  await sql(of(first, 'DATABASE_OWNER_URL'), "insert into kept values ('row')");
  await storage(first).send(new PutObjectCommand({ Bucket: 'aurora', Key: 'kept', Body: 'object' }));
  expect((await vault(first, 'POST', 'aurora/data/users/kept', { data: { token: 'secret' } })).status).toBe(200);
  await new S3Client({ ...sandbox(first), forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'kept' }));
  await makeVpcs(first, 10);
  const made = await vpcs(first);
  expect(made).toHaveLength(9);

  const isBack = async (env: Env) => {
    expect(await sql(of(env, 'DATABASE_URL'), 'select name from kept')).toEqual([{ name: 'row' }]);
    const object = await storage(env).send(new GetObjectCommand({ Bucket: 'aurora', Key: 'kept' }));
    expect(await object.Body?.transformToString()).toBe('object');
    expect((await vault(env, 'GET', 'aurora/data/users/kept')).body.data.data).toEqual({ token: 'secret' });
    const buckets = await new S3Client({ ...sandbox(env), forcePathStyle: true }).send(new ListBucketsCommand({}));
    expect(buckets.Buckets?.map(({ Name }) => Name)).toEqual(['kept']);
    const status = await fetch(`http://${of(env, 'TEMPORAL_UI_URL').slice(7)}/api/v1/namespaces/default`);
    expect(status.status).toBe(200);
  };

  await killEverything();
  await isBack(first);
  expect(await vpcs(first)).toEqual(made);

  // The recording went on after the replay, and did not record the replay.
  await makeVpcs(first, 30);
  const more = await vpcs(first);
  expect(more).toHaveLength(17);

  await stack.stop({ hurry: true });
  stack = await ensureStack({ dataDir });
  expect(stack.env).toEqual(first);
  await isBack(stack.env);
  expect(await vpcs(stack.env)).toEqual(more);
});

it('gives the app what it needs and no more', { timeout: 60_000 }, async () => {
  stack ??= await ensureStack({ dataDir });
  const { env } = stack;
  const [role] = await sql(
    of(env, 'DATABASE_URL'),
    'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
  await expect(sql(of(env, 'DATABASE_URL'), 'create table public.mine (x int)')).rejects.toThrow(/permission denied/);
  expect((await vault(env, 'GET', 'sys/policies/acl')).status).toBe(403);
  const versioning = await storage(env).send(new GetBucketVersioningCommand({ Bucket: 'terraform-state' }));
  expect(versioning.Status).toBe('Enabled');
  const wrong = storage({ ...env, S3_SECRET_ACCESS_KEY: 'wrong' });
  await expect(wrong.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});
