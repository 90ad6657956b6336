/** Makes real plans of the reference's configurations: `terraform plan` without refresh, in a folder of its own each. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTerraform } from '../../../terraform/binary.ts';
import { runTerraform } from '../../../terraform/command.ts';
import { type PlanJson, parsePlanJson } from '../../../terraform/plan-json.ts';

/** @param mirror a folder of unpacked providers; without one, Terraform asks the registry */
export async function planConfiguration(hcl: string, mirror: string | undefined): Promise<PlanJson> {
  const terraform = await findTerraform(process.env.TERRAFORM_BIN || undefined);
  const folder = await mkdtemp(join(tmpdir(), 'aurora-estimate-'));
  try {
    const cwd = join(folder, 'config');
    await mkdir(cwd);
    const rc = join(folder, 'terraform.rc');
    const source = mirror
      ? `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`
      : '';
    await Promise.all([writeFile(join(cwd, 'main.tf'), hcl), writeFile(rc, source)]);
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder,
      TF_CLI_CONFIG_FILE: rc,
      CHECKPOINT_DISABLE: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
    };
    const run = (...args: string[]) => runTerraform(args, { binary: terraform.path, cwd, env, maxOutput: 100 << 20 });
    await run('init', '-input=false', '-no-color');
    await run('plan', '-input=false', '-no-color', '-refresh=false', '-out=plan');
    return parsePlanJson((await run('show', '-json', 'plan')).stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null, unset and empty parts left out: what an estimate reads, in a quarter of the text. */
export function trimmed(plan: PlanJson): PlanJson {
  const { format_version, terraform_version, configuration } = plan;
  const resource_changes = (plan.resource_changes ?? []).map((one) => {
    const { actions, before, after } = one.change;
    return { ...one, change: { actions, before: trim(before) ?? null, after: trim(after) ?? null } };
  });
  return {
    format_version,
    terraform_version,
    resource_changes,
    configuration: trim(configuration) as PlanJson['configuration'],
  };
}

function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, part]) => [key, trim(part)] as const)
    .filter(([, part]) => part !== null && part !== undefined && !(Array.isArray(part) && part.length === 0));
  return Object.fromEntries(kept);
}
