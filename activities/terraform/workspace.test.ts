import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terraformEnvironment, writeCredentialsFile } from './environment.ts';
import { readRevision, writeRevision } from './files.ts';
import { prepareWorkspace, removeWorkspace, stateKey, type WorkspaceInput } from './workspace.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-workspace-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const input = (more: Partial<WorkspaceInput> = {}): WorkspaceInput => ({
  dir: join(dir, 'run'),
  files: { 'main.tf': 'resource "aws_sqs_queue" "q" {}\n', 'm/main.tf': 'provider "aws" {\n  alias = "east"\n}\n' },
  backend: {
    bucket: 'states',
    key: stateKey('p-1'),
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    accessKeyId: 'STATEKEY',
    secretAccessKey: 'state-secret',
  },
  sandbox: { endpoint: 'http://127.0.0.1:2' },
  credentials: { accessKeyId: 'CLOUDKEY', secretAccessKey: 'cloud-secret', region: 'eu-west-1' },
  binary: { path: '/bin/terraform', product: 'terraform', version: '1.11.4' },
  ...more,
});

const override = async (path = '') =>
  JSON.parse(await readFile(join(dir, 'run/config', path, 'aurora_override.tf.json'), 'utf8'));

describe('prepareWorkspace', () => {
  it("leaves the user's files as they are and puts the state backend beside them", async () => {
    const workspace = await prepareWorkspace(input());
    expect(await readFile(join(workspace.configDir, 'main.tf'), 'utf8')).toBe('resource "aws_sqs_queue" "q" {}\n');
    expect((await override()).terraform.backend.s3).toMatchObject({
      bucket: 'states',
      key: 'projects/p-1/terraform.tfstate',
      profile: 'aurora-state',
      use_lockfile: true,
      use_path_style: true,
      endpoints: { s3: 'http://127.0.0.1:1' },
    });
  });

  it('leaves the session of a role in no file and no variable, and gives the way to it to commands', async () => {
    const renew = async () => ({ accessKeyId: 'NEXTKEY', secretAccessKey: 'next-secret' });
    const session = { accessKeyId: 'CLOUDKEY', secretAccessKey: 'cloud-secret', sessionToken: 'cloud-token' };
    const workspace = await prepareWorkspace(input({ credentials: { ...session, region: 'eu-west-1', renew } }));
    expect(workspace.sessions).toBe(renew);
    const kept = `${await readFile(join(workspace.dir, 'credentials'), 'utf8')}${JSON.stringify(workspace.env)}`;
    expect(kept).not.toMatch(/CLOUDKEY|cloud-secret|cloud-token|\[default\]/);
    expect(kept).toContain('[aurora-state]');
    expect(workspace.env.AWS_REGION).toBe('eu-west-1');
  });

  it('points every provider block at the sandbox, in the folder it stands in', async () => {
    await prepareWorkspace(input());
    expect((await override()).provider.aws).toEqual([{ s3_use_path_style: true }]);
    expect(await override('m')).toEqual({ provider: { aws: [{ alias: 'east', s3_use_path_style: true }] } });
  });

  it('touches no provider without a sandbox, or without AWS', async () => {
    await prepareWorkspace(input({ sandbox: null }));
    expect(await override()).not.toHaveProperty('provider');
    await rm(join(dir, 'run'), { recursive: true });
    await prepareWorkspace(input({ files: { 'main.tf': 'resource "terraform_data" "x" {}\n' } }));
    expect(await override()).not.toHaveProperty('provider');
  });

  it('never lets a sandbox catch the state of AWS itself', async () => {
    const { endpoint: _, ...backend } = input().backend;
    await prepareWorkspace(input({ backend }));
    expect((await override()).terraform.backend.s3).toMatchObject({
      endpoints: { s3: 'https://s3.us-east-1.amazonaws.com' },
      use_path_style: false,
    });
  });

  it('keeps every secret in files of mode 600, outside the folder that Terraform reads', async () => {
    const workspace = await prepareWorkspace(input({ variables: { pw: 'variable-secret' } }));
    for (const name of ['credentials', 'variables.tfvars.json'])
      expect((await stat(join(workspace.dir, name))).mode & 0o777).toBe(0o600);
    const seen =
      JSON.stringify(workspace.env) + (await readFile(join(workspace.configDir, 'aurora_override.tf.json'), 'utf8'));
    for (const secret of ['cloud-secret', 'state-secret', 'CLOUDKEY', 'variable-secret'])
      expect(seen).not.toContain(secret);
    expect(await readFile(join(workspace.dir, 'credentials'), 'utf8')).toMatch(
      /^\[default\]\naws_access_key_id = CLOUDKEY\n[\s\S]*\[aurora-state\]\naws_access_key_id = STATEKEY\n/,
    );
  });

  it('refuses files that would replace ours', async () => {
    await expect(prepareWorkspace(input({ files: { 'aurora_override.tf.json': '{}' } }))).rejects.toMatchObject({
      code: 'unprocessable',
    });
  });

  it('is gone after removeWorkspace', async () => {
    await removeWorkspace(await prepareWorkspace(input()));
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('terraformEnvironment', () => {
  it('is made from nothing', () => {
    const own = {
      AWS_SECRET_ACCESS_KEY: 'x',
      TF_CLI_ARGS_plan: '-x',
      DATABASE_URL: 'x',
      PATH: '/evil',
      HTTPS_PROXY: 'http://proxy',
    };
    const env = terraformEnvironment({ credentialsFile: '/w/c', region: 'r', homeDir: '/w/h', dataDir: '/w/d' }, own);
    expect(Object.keys(env).sort()).toEqual(
      [
        'AWS_CONFIG_FILE',
        'AWS_EC2_METADATA_DISABLED',
        'AWS_REGION',
        'AWS_SHARED_CREDENTIALS_FILE',
        'CHECKPOINT_DISABLE',
        'GOGC',
        'GOMEMLIMIT',
        'HOME',
        'HTTPS_PROXY',
        'LANG',
        'PATH',
        'TF_DATA_DIR',
        'TF_INPUT',
        'TF_IN_AUTOMATION',
        'TMPDIR',
      ].sort(),
    );
    expect(env.PATH).not.toContain('evil');
  });
});

it('refuses a key that would open another profile', async () => {
  const bad = { accessKeyId: 'A\n[x]\ncredential_process = id', secretAccessKey: 'b', region: 'r' };
  await expect(
    writeCredentialsFile(join(dir, 'c'), bad, { accessKeyId: 'a', secretAccessKey: 'b' }),
  ).rejects.toMatchObject({ code: 'credentials_rejected' });
});

describe('revisions on disk', () => {
  it('come back as they went', async () => {
    const files = { 'main.tf': 'locals {}\n', 'a/b/c.txt': 'ünïcode\n', '.gitignore': 'x\n' };
    await writeRevision(dir, files);
    expect(await readRevision(dir)).toEqual(files);
  });

  it('hold no links, no other bytes, and never overwrite', async () => {
    await writeFile(join(dir, 'bytes.bin'), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(readRevision(dir)).rejects.toMatchObject({
      code: 'unprocessable',
      userMessage: expect.stringContaining('bytes.bin'),
    });
    await rm(join(dir, 'bytes.bin'));
    await symlink('/etc/passwd', join(dir, 'notes.txt'));
    await expect(readRevision(dir)).rejects.toMatchObject({ userMessage: expect.stringContaining('notes.txt') });
    await expect(writeRevision(dir, { 'notes.txt': 'x' })).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it.each(['../x.tf', '/etc/x', 'a//b', 'a/./b', '.terraform/x', 'terraform.tfstate'])(
    'refuse the path %s',
    async (path) => {
      await expect(writeRevision(dir, { [path]: 'x' })).rejects.toMatchObject({ code: 'unprocessable' });
    },
  );
});
