import { cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockedVersions, parseLockFile, withoutHashes } from './provider-lock.ts';
import { packageHash, verifyPackages } from './provider-packages.ts';
import { awsProviderBlocks, requirementsKey } from './requirements.ts';

const lock = (hash: string) => `provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = "~> 5.0, >= 5.1.0"
  hashes = [
    "h1:${hash}",
    "zh:aa",
  ]
}
`;

describe('the lock file', () => {
  it('is read, and written again without its checksums', () => {
    expect(parseLockFile(lock('x='))).toEqual([
      {
        address: 'registry.terraform.io/hashicorp/aws',
        version: '5.100.0',
        constraints: '~> 5.0, >= 5.1.0',
        hashes: ['h1:x=', 'zh:aa'],
      },
    ]);
    const bare = withoutHashes(lock('x='));
    expect(bare).not.toContain('h1:');
    expect(parseLockFile(bare)).toEqual([
      expect.objectContaining({ version: '5.100.0', constraints: '~> 5.0, >= 5.1.0', hashes: [] }),
    ]);
    expect(lockedVersions(lock('x='))).toEqual({ 'registry.terraform.io/hashicorp/aws': '5.100.0' });
  });

  it('is refused in words when it is none', () => {
    expect(() => parseLockFile('provider {')).toThrow(expect.objectContaining({ code: 'unprocessable' }));
  });
});

describe('verifyPackages', () => {
  let dir: string;
  const data = () => join(dir, 'data');
  const mirror = () => join(dir, 'mirror');
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-packages-'));
    const parent = join(data(), 'providers/registry.terraform.io/hashicorp/aws/5.100.0');
    await mkdir(parent, { recursive: true });
    await mkdir(mirror());
    await writeFile(join(mirror(), 'terraform-provider-aws_v5'), 'program');
    await writeFile(join(mirror(), 'LICENSE.txt'), 'words');
    await symlink(mirror(), join(parent, 'linux_amd64'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  // From outside: sha256sum LICENSE.txt terraform-provider-aws_v5 | openssl dgst -sha256 -binary | base64
  const known = 'h1:pSdWHz5+N3MIvVtTUYl+cwSBOOLghFm28Bu7to5vZqM=';

  it('computes the hash that does not depend on the place or the times', async () => {
    const hash = await packageHash(mirror());
    await cp(mirror(), join(dir, 'copy'), { recursive: true });
    await utimes(join(dir, 'copy/LICENSE.txt'), 1, 1);
    expect(await packageHash(join(dir, 'copy'))).toBe(hash);
    await writeFile(join(dir, 'copy/LICENSE.txt'), 'wordz');
    expect(await packageHash(join(dir, 'copy'))).not.toBe(hash);
    expect(hash).toBe(known);
  });

  it('passes the locked package, remembers it, and notices when it changes', async () => {
    const cache = join(dir, 'cache');
    const text = lock((await packageHash(mirror())).slice(3));
    await verifyPackages(data(), text, cache);
    await verifyPackages(data(), text, cache);
    expect(await readdir(join(cache, 'packages'))).toHaveLength(1);
    await writeFile(join(mirror(), 'terraform-provider-aws_v5'), 'pr0gram');
    await expect(verifyPackages(data(), text, cache)).rejects.toMatchObject({
      code: 'terraform_failed',
      retryable: false,
      userMessage: expect.stringContaining('checksum differs'),
    });
  });

  it('refuses another package, and a missing one', async () => {
    await expect(verifyPackages(data(), lock('AAAA'), null)).rejects.toMatchObject({ code: 'terraform_failed' });
    await rm(join(data(), 'providers'), { recursive: true });
    await expect(verifyPackages(data(), lock('AAAA'), null)).rejects.toMatchObject({ retryable: true });
  });
});

describe('requirements', () => {
  const files = {
    'main.tf': 'resource "aws_sqs_queue" "q" {\n  name = "a"\n}\n',
    'versions.tf':
      'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "5.100.0"\n    }\n  }\n}\n',
  };

  it('do not change with the code that uses them', () => {
    const other = { ...files, 'main.tf': '\n\nresource "aws_sqs_queue" "q2" {\n  name = "b"\n}\n' };
    expect(requirementsKey(other)).toBe(requirementsKey(files));
    expect(requirementsKey({ ...files, 'versions.tf': files['versions.tf'].replace('5.100.0', '6.0.0') })).not.toBe(
      requirementsKey(files),
    );
    expect(requirementsKey({ ...files, 'x.tf': 'resource "random_id" "r" {}\n' })).not.toBe(requirementsKey(files));
  });

  it('find each provider block, also in JSON and in modules', () => {
    const more = {
      ...files,
      'p.tf.json': '{"provider":{"aws":[{"alias":"w"},{"region":"x"}]}}',
      'm/p.tf': 'provider "aws" {\n  alias = "e"\n}\n',
      'broken.tf': 'x = {',
    };
    expect(awsProviderBlocks(more)).toEqual([
      { folder: '', alias: null },
      { folder: '', alias: 'w' },
      { folder: 'm', alias: 'e' },
    ]);
    expect(awsProviderBlocks({ 'main.tf': 'locals {}\n' })).toEqual([]);
  });
});
