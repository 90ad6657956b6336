/**
 * What a person would type: `terraform init`, then `terraform plan -out`, in a new folder with the same files, the same
 * provider mirror, state backend and account. No lock file to follow and nothing kept from an earlier time.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { findTerraform } from '../../activities/terraform/binary.ts';
import { prepareWorkspace, removeWorkspace, type StateBackend } from '../../activities/terraform/workspace.ts';
import type { RevisionFiles } from '../../platform/revision-files.ts';
import type { Bench } from '../bench.ts';
import { clockMs } from '../support/clock.ts';

export type BareTimes = { initMs: number; planMs: number; totalMs: number };

export async function barePlan({ config, workDir, signal }: Bench, files: RevisionFiles): Promise<BareTimes> {
  const id = randomUUID();
  const endpoint = config.SANDBOX_AWS_ENDPOINT;
  const workspace = await prepareWorkspace({
    dir: join(workDir, id),
    files,
    backend: backendOf(config, `bench/${id}.tfstate`),
    sandbox: endpoint ? { endpoint } : null,
    credentials: { accessKeyId: 'AKIABENCHBENCHBENCH2', secretAccessKey: 'bench', region: 'us-east-1' },
    binary: await findTerraform(config.TERRAFORM_BIN),
    cliConfigFile: config.TF_CLI_CONFIG_FILE,
  });
  const terraform = async (...args: string[]): Promise<number> => {
    const began = clockMs();
    const { binary, configDir: cwd, env } = workspace;
    await execa(binary.path, args, { cwd, env, extendEnv: false, stdin: 'ignore', cancelSignal: signal });
    return clockMs() - began;
  };
  try {
    const initMs = await terraform('init', '-input=false');
    const planMs = await terraform('plan', '-input=false', `-out=${workspace.planFile}`);
    return { initMs, planMs, totalMs: initMs + planMs };
  } finally {
    await removeWorkspace(workspace);
  }
}

function backendOf(config: Bench['config'], key: string): StateBackend {
  return {
    bucket: config.S3_STATE_BUCKET,
    key,
    region: config.S3_REGION,
    endpoint: config.S3_ENDPOINT,
    accessKeyId: config.S3_ACCESS_KEY_ID,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY,
  };
}
