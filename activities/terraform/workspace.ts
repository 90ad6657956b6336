import type { TerraformBinary } from './binary.ts';
import type { CloudCredentials } from './environment.ts';
import type { RevisionFiles } from './files.ts';

export type StateBackend = {
  bucket: string;
  /** `projects/{projectId}/terraform.tfstate` */
  key: string;
  region: string;
  /** Leave out for AWS itself. */
  endpoint?: string;
  accessKeyId: string;
  secretAccessKey: string;
};
export type Workspace = {
  /** Everything of the run; remove it with removeWorkspace. */
  dir: string;
  /** The user's files and our overrides: Terraform's working directory. */
  configDir: string;
  planFile: string;
  env: Record<string, string>;
  binary: TerraformBinary;
};
export type WorkspaceInput = {
  dir: string;
  files: RevisionFiles;
  backend: StateBackend;
  sandbox: { endpoint: string } | null;
  credentials: CloudCredentials;
  binary: TerraformBinary;
  cliConfigFile?: string;
  /** Folder shared by runs on this machine: provider lock files by digest of required providers. */
  cacheDir?: string;
  /** Lock file of an earlier plan of the same revision, for verify and apply. */
  lockFile?: string;
  /** Root variables of the run, written to a mode-600 file, never to argv. */
  variables?: Record<string, unknown>;
};
export async function prepareWorkspace(_input: WorkspaceInput): Promise<Workspace> {
  throw new Error('not built yet');
}
export async function removeWorkspace(_workspace: Workspace): Promise<void> {
  throw new Error('not built yet');
}
/** `projects/{projectId}/terraform.tfstate` */
export const stateKey = (projectId: string) => `projects/${projectId}/terraform.tfstate`;
