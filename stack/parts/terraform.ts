/** Terraform is not a server: it is found, and told where its providers are. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Part, StackContext } from '../part.ts';
import { providerConfig } from './terraform-providers.ts';
import { fetchTerraform } from './terraform-release.ts';

type Found = { file: string; version: string };

let found: Found | undefined;
let cliConfig: string | undefined;

async function look(file: string): Promise<Found | undefined> {
  // No checkpoint: asking for the version must not wait for a network that is not there.
  const env = { CHECKPOINT_DISABLE: '1' };
  const { stdout, failed } = await execa(file, ['version', '-json'], { reject: false, env, stderr: 'ignore' });
  if (failed) return undefined;
  try {
    return { file, version: JSON.parse(stdout).terraform_version };
  } catch {
    return undefined;
  }
}

async function prepare(context: StackContext): Promise<undefined> {
  const wished = context.fullEnv().TERRAFORM_BIN;
  cliConfig = providerConfig(join(context.layout.dataDir, 'terraform.rc'), context.fullEnv().TF_CLI_CONFIG_FILE);
  found = wished ? await look(wished) : ((await look('terraform')) ?? (await look('tofu')));
  found ??= await look(await fetchTerraform(context));
  return undefined;
}

export const terraform: Part = {
  name: 'terraform',
  title: 'Terraform',
  needs: [],
  prepare,
  version: async () => found?.version,
  env: () => ({
    ...(found && { TERRAFORM_BIN: found.file }),
    ...(cliConfig && { TF_CLI_CONFIG_FILE: cliConfig }),
  }),
  optional: true,
  help: 'Put terraform or tofu on PATH, or name it in TERRAFORM_BIN. Plans and applies wait for it; all else works.',
};
