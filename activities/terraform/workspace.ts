/**
 * The folder of one run: the user's files with our overrides beside them, everything else out of their reach.
 *
 *   config/   user's files, `aurora_override.tf.json`, lock file    (Terraform's working directory)
 *   data/     TF_DATA_DIR: providers, modules, the backend's settings
 *   home/     HOME and TMPDIR
 *   credentials, variables.tfvars.json, plan, output.jsonl, pid
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudCredentials, RenewKeys } from '../clouds/credentials.ts';
import type { TerraformBinary } from './binary.ts';
import { stateProfile, terraformEnvironment, writeCredentialsFile } from './environment.ts';
import { type RevisionFiles, writeFailure, writeRevision } from './files.ts';
import { awsProviderBlocks } from './requirements.ts';

export type StateBackend = {
  bucket: string;
  /** See `stateKey`. */
  key: string;
  region: string;
  /** Leave out for AWS itself. */
  endpoint?: string;
  accessKeyId: string;
  secretAccessKey: string;
};

export type Workspace = {
  /** Everything of the run; remove it with `removeWorkspace`. */
  dir: string;
  configDir: string;
  dataDir: string;
  planFile: string;
  /** Root variables of the run for `-var-file`, or null. */
  variablesFile: string | null;
  /** Standard output of an apply. */
  outputFile: string;
  /** For `findLeftover`. */
  pidFile: string;
  env: Record<string, string>;
  /** Where the provider's sessions come from while a command runs that asks the cloud; null: keys are in the file. */
  sessions: RenewKeys | null;
  binary: TerraformBinary;
  /** Kept between runs on this machine: lock files and checksums of provider packages. Null: nothing is kept. */
  cacheDir: string | null;
  /** The full lock file to follow (an earlier plan's or the user's own), or null to choose versions. */
  lockFile: string | null;
  files: RevisionFiles;
};

export type WorkspaceInput = {
  /** Absolute, new or empty. */
  dir: string;
  files: RevisionFiles;
  backend: StateBackend;
  sandbox: { endpoint: string } | null;
  /** AWS; null for a project without an account there. */
  credentials: CloudCredentials | null;
  /** See `cloudEnvironment`. */
  cloudVariables?: Record<string, string>;
  binary: TerraformBinary;
  /** TF_CLI_CONFIG_FILE of the worker. */
  cliConfigFile?: string;
  /** Where directly downloaded providers are kept; not needed with a filesystem mirror. */
  pluginCacheDir?: string;
  cacheDir?: string;
  /** Full text from the plan of the same run (`PlanResult.lockFile`): verify and apply must follow it. */
  lockFile?: string;
  /** Root variables, written to a file of mode 600, never to argv. */
  variables?: Record<string, unknown>;
};

export const overrideName = 'aurora_override.tf.json';
const lockName = '.terraform.lock.hcl';

/** Where the state of a project lies in its bucket. */
export const stateKey = (projectId: string) => `projects/${projectId}/terraform.tfstate`;

/**
 * @throws AuroraError `unprocessable` for files that no revision may have, `disk_full`, `credentials_rejected`
 */
export async function prepareWorkspace(input: WorkspaceInput): Promise<Workspace> {
  const { dir, files, binary } = input;
  const at = (name: string) => join(dir, name);
  for (const folder of ['config', 'data', 'home']) await makeFolder(at(folder));
  const { [lockName]: ownLock, ...code } = files;
  await writeRevision(at('config'), code);
  await writeOverrides(at('config'), input);
  await writeCredentialsFile(at('credentials'), input.credentials, input.backend);
  const variablesFile = input.variables && Object.keys(input.variables).length > 0 ? at('variables.tfvars.json') : null;
  if (variablesFile) await put(variablesFile, JSON.stringify(input.variables));
  return {
    dir,
    configDir: at('config'),
    dataDir: at('data'),
    planFile: at('plan'),
    variablesFile,
    outputFile: at('output.jsonl'),
    pidFile: at('pid'),
    env: terraformEnvironment({
      cliConfigFile: input.cliConfigFile,
      credentialsFile: at('credentials'),
      // Without an account of AWS nothing asks for a region but the provider's own checks.
      region: input.credentials?.region ?? input.backend.region,
      cloudVariables: input.cloudVariables,
      endpoint: input.sandbox?.endpoint,
      pluginCacheDir: input.pluginCacheDir,
      homeDir: at('home'),
      dataDir: at('data'),
    }),
    sessions: input.credentials?.renew ?? null,
    binary,
    cacheDir: input.cacheDir ?? null,
    lockFile: input.lockFile ?? ownLock ?? null,
    files,
  };
}

/** Removes everything, secrets first in mind: call it in `finally`. */
export async function removeWorkspace(workspace: Pick<Workspace, 'dir'>): Promise<void> {
  await rm(workspace.dir, { recursive: true, force: true, maxRetries: 3 });
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error) => {
    throw writeFailure(error, path);
  });
}

async function put(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((error) => {
    throw writeFailure(error, path);
  });
}

/**
 * Override files are merged over the user's blocks argument by argument, so the user's text stays as it was approved.
 * A module folder with its own `provider "aws"` block gets one too.
 */
async function writeOverrides(configDir: string, input: WorkspaceInput): Promise<void> {
  const providers = input.sandbox ? awsProviderBlocks(input.files) : [];
  const folders = new Set(['', ...providers.map(({ folder }) => folder)]);
  for (const folder of folders) {
    const here = providers.filter((block) => block.folder === folder);
    const override = {
      ...(folder === '' ? { terraform: { backend: { s3: backendBlock(input.backend) } } } : {}),
      ...(here.length > 0 ? { provider: { aws: here.map(({ alias }) => providerBlock(alias)) } } : {}),
    };
    await put(join(configDir, folder, overrideName), JSON.stringify(override, null, 2));
  }
}

// An emulator serves all buckets under one host name; the rest comes by environment (AWS_ENDPOINT_URL).
const providerBlock = (alias: string | null) => ({ ...(alias ? { alias } : {}), s3_use_path_style: true });

/** The keys come from the profile in the credentials file, so neither this file nor a saved plan holds them. */
function backendBlock({ bucket, key, region, endpoint }: StateBackend) {
  const own = endpoint !== undefined;
  return {
    bucket,
    key,
    region,
    profile: stateProfile,
    use_lockfile: true,
    // Named even for AWS itself: AWS_ENDPOINT_URL of a sandbox must never catch the state.
    endpoints: { s3: endpoint ?? `https://s3.${region}.amazonaws.com` },
    use_path_style: own,
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    skip_region_validation: own,
    // SeaweedFS and others refuse the checksum headers that newer SDKs send.
    skip_s3_checksum: own,
  };
}
