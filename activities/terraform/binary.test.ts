import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTerraform } from './binary.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-binary-'));
  const programs: Record<string, string> = {
    terraform: '[ "$2" = -json ] && echo \'{"terraform_version":"1.11.4"}\' || echo "Terraform v1.11.4"',
    tofu: '[ "$2" = -json ] && echo \'{"terraform_version":"1.10.2"}\' || echo "OpenTofu v1.10.2"',
    old: '[ "$2" = -json ] && echo \'{"terraform_version":"1.5.7"}\' || echo "Terraform v1.5.7"',
    other: 'echo hello',
  };
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(dir, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(dir, name), 0o700);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('takes terraform from PATH, by an absolute path', async () => {
  expect(await findTerraform(undefined, dir)).toEqual({
    path: join(dir, 'terraform'),
    product: 'terraform',
    version: '1.11.4',
  });
});

it('takes the configured one, by name or path, and tells OpenTofu apart', async () => {
  expect(await findTerraform('tofu', dir)).toMatchObject({ product: 'tofu', version: '1.10.2' });
  expect(await findTerraform(join(dir, 'tofu'), '')).toMatchObject({ product: 'tofu' });
});

it.each([
  [undefined, '', /Neither terraform nor tofu is on PATH/],
  ['nothing', 'x', /TERRAFORM_BIN names "nothing"/],
  ['old', null, /1\.5\.7, and 1\.10 or newer/],
  ['other', null, /does not answer/],
] as const)('says clearly what is missing: %s', async (name, path, words) => {
  const error = await findTerraform(name, path ?? dir).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'terraform_missing', retryable: false });
  expect(error.userMessage).toMatch(words);
  expect(error.userMessage).toMatch(/TERRAFORM_BIN points to it/);
});
