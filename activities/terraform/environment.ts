/**
 * What a Terraform call may know: an environment made from nothing, and the two credentials of a run in one file.
 *
 * Nothing of the worker's own environment is passed on, because a program can print its environment
 * and providers take commands, endpoints and keys from it.
 */
import { writeFile } from 'node:fs/promises';
import { AuroraError } from '../../platform/errors.ts';
import type { AwsKeys, CloudCredentials } from '../clouds/credentials.ts';
import { writeFailure } from './files.ts';

/** The profile of the state backend. User code may not name profiles (gate), so only our backend block can use it. */
export const stateProfile = 'aurora-state';

export type TerraformEnvironmentInput = {
  /** Terraform's own CLI configuration: where providers come from. */
  cliConfigFile?: string;
  credentialsFile: string;
  region: string;
  /** An emulated AWS account; leave out for AWS itself. */
  endpoint?: string;
  /** See `cloudEnvironment`: an allow-list of names. */
  cloudVariables?: Record<string, string>;
  pluginCacheDir?: string;
  homeDir: string;
  /** Terraform's TF_DATA_DIR, outside the user's files, so that no revision can bring its own. */
  dataDir: string;
};

/** Names that a call needs from the worker: how to find the network's certificates and a clock, no more. */
const inherited = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'TZ', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

export function terraformEnvironment(
  input: TerraformEnvironmentInput,
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept = inherited.flatMap((name) => (own[name] ? [[name, own[name]] as const] : []));
  return {
    ...Object.fromEntries(kept),
    // Before all others, so that none of ours can be replaced.
    ...input.cloudVariables,
    // Terraform starts git and provider plugins; user code can start nothing (gate).
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: input.homeDir,
    TMPDIR: input.homeDir,
    LANG: 'C.UTF-8',
    TF_DATA_DIR: input.dataDir,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    // Terraform and its providers are short Go processes that mostly build schemas. Collecting garbage less often takes
    // 22 % off the processor time of plan and show for 50 MB more memory (measured: 1.11.4, AWS 5.100); the limit is soft.
    GOGC: '400',
    GOMEMLIMIT: '2GiB',
    AWS_SHARED_CREDENTIALS_FILE: input.credentialsFile,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: input.region,
    // Without a file here Terraform would read ~/.terraformrc, which does not exist in the made-up home.
    ...(input.cliConfigFile ? { TF_CLI_CONFIG_FILE: input.cliConfigFile } : {}),
    ...(input.pluginCacheDir ? { TF_PLUGIN_CACHE_DIR: input.pluginCacheDir } : {}),
    ...(input.endpoint ? { AWS_ENDPOINT_URL: input.endpoint } : {}),
  };
}

/**
 * Writes the cloud's keys (default profile) and the state backend's (`aurora-state`) with mode 600.
 * In a file, keys are in no argv, no environment that a child could print, and no saved plan. Sessions of a role are
 * in no file either: see session-endpoint.ts.
 */
export async function writeCredentialsFile(
  path: string,
  cloud: CloudCredentials | null,
  state: { accessKeyId: string; secretAccessKey: string },
): Promise<void> {
  const text = [
    ...(cloud && !cloud.renew ? profileOf(cloud) : []),
    `[${stateProfile}]`,
    line('aws_access_key_id', state.accessKeyId),
    line('aws_secret_access_key', state.secretAccessKey),
    '',
  ].join('\n');
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((error) => {
    throw writeFailure(error, 'credentials');
  });
}

const profileOf = (cloud: AwsKeys): string[] => [
  '[default]',
  line('aws_access_key_id', cloud.accessKeyId),
  line('aws_secret_access_key', cloud.secretAccessKey),
  ...(cloud.sessionToken ? [line('aws_session_token', cloud.sessionToken)] : []),
];

function line(name: string, value: string): string {
  // A line break in a key would open a second profile or a credential_process.
  if (/^[\x21-\x7e]+$/.test(value)) return `${name} = ${value}`;
  throw new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: 'The stored credentials of this connection hold characters that no AWS key has. Enter them again.',
  });
}
