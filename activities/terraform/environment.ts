export type CloudCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  region: string;
};
export type TerraformEnvironmentInput = {
  cliConfigFile?: string;
  credentialsFile: string;
  region: string;
  endpoint?: string;
  pluginCacheDir?: string;
  homeDir: string;
  dataDir: string;
};
export function terraformEnvironment(_input: TerraformEnvironmentInput): Record<string, string> {
  throw new Error('not built yet');
}
/** Writes the mode-600 credentials file: default profile = cloud, `aurora-state` = state backend. */
export async function writeCredentialsFile(
  _path: string,
  _cloud: CloudCredentials,
  _state: { accessKeyId: string; secretAccessKey: string },
): Promise<void> {
  throw new Error('not built yet');
}
