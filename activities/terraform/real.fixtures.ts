/** Real Terraform, state store and emulated account for integration tests, from the environment as `.aurora/env` names it. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { findTerraform } from './binary.ts';
import type { RevisionFiles } from './files.ts';
import { prepareWorkspace, stateKey, type Workspace, type WorkspaceInput } from './workspace.ts';

const {
  S3_ENDPOINT = '',
  S3_REGION = 'us-east-1',
  S3_ACCESS_KEY_ID = '',
  S3_SECRET_ACCESS_KEY = '',
  S3_STATE_BUCKET = 'terraform-state',
  SANDBOX_AWS_ENDPOINT = '',
  TERRAFORM_BIN,
  TF_CLI_CONFIG_FILE = '',
} = process.env;

/** A folder under /opt that holds unpacked providers, as Terraform's filesystem mirror. */
const mirror = existsSync('/opt')
  ? readdirSync('/opt')
      .map((name) => join('/opt', name))
      .find((path) => existsSync(join(path, 'registry.terraform.io')))
  : undefined;

const terraform = await findTerraform(TERRAFORM_BIN || undefined).catch(() => null);
const missing = [
  terraform ? '' : 'terraform',
  S3_ENDPOINT ? '' : 'S3_ENDPOINT',
  SANDBOX_AWS_ENDPOINT ? '' : 'SANDBOX_AWS_ENDPOINT',
].filter(Boolean);

/** What an integration test cannot do without; empty when all is there. */
export const notHere = missing.join(', ');
if (notHere)
  console.warn(`SKIPPED: Terraform integration tests, for want of ${notHere}. Run them with the env of the stack.`);

export const stateBucket = S3_STATE_BUCKET;
export const sandboxEndpoint = SANDBOX_AWS_ENDPOINT;
export const stateSecret = S3_SECRET_ACCESS_KEY;
export const cloudSecret = 'cloud-canary-Qr7xW2';

export type Lab = {
  dir: string;
  /** Unique, for names in the shared account. */
  id: string;
  key: string;
  open: (files: RevisionFiles, more?: Partial<WorkspaceInput>) => Promise<Workspace>;
  close: () => Promise<void>;
};

/** One project with a state of its own. */
export async function makeLab(): Promise<Lab> {
  if (!terraform) throw new Error('no terraform here');
  const dir = await mkdtemp(join(tmpdir(), 'aurora-lab-'));
  const id = `lab-${randomUUID().slice(0, 8)}`;
  const key = stateKey(id);
  const cliConfigFile = existsSync(TF_CLI_CONFIG_FILE) ? TF_CLI_CONFIG_FILE : join(dir, 'terraform.rc');
  if (cliConfigFile.startsWith(dir))
    await writeFile(
      cliConfigFile,
      mirror ? `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n` : '',
    );
  let count = 0;
  const open: Lab['open'] = (files, more = {}) => {
    count += 1;
    return prepareWorkspace({
      dir: join(dir, `run-${count}`),
      files,
      backend: {
        bucket: S3_STATE_BUCKET,
        key,
        region: S3_REGION,
        endpoint: S3_ENDPOINT,
        accessKeyId: S3_ACCESS_KEY_ID,
        secretAccessKey: S3_SECRET_ACCESS_KEY,
      },
      sandbox: { endpoint: SANDBOX_AWS_ENDPOINT },
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: cloudSecret, region: 'us-east-1' },
      binary: terraform,
      cliConfigFile,
      cacheDir: join(tmpdir(), 'aurora-lab-cache'),
      ...more,
    });
  };
  return { dir, id, key, open, close: () => rm(dir, { recursive: true, force: true }) };
}

export const versions =
  'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "5.100.0"\n    }\n  }\n}\n';

/** A small project: a queue, a private bucket with versions, a secret. */
export const files = (id: string, timeout = 30): RevisionFiles => ({
  'versions.tf': versions,
  'main.tf': `resource "aws_sqs_queue" "jobs" {
  name                       = "${id}"
  visibility_timeout_seconds = ${timeout}
}

resource "aws_s3_bucket" "logs" {
  bucket = "${id}-logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}

variable "token" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "token" {
  name  = "/${id}/token"
  type  = "SecureString"
  value = var.token
}

output "queue" {
  value = aws_sqs_queue.jobs.name
}
`,
});
export const variables = { token: 'variable-canary-Zt5kP9' };

export const s3 = () =>
  new S3Client({
    endpoint: S3_ENDPOINT,
    region: S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
  });

/** The text of an object in the state bucket, as it is now. */
export async function statedAt(key: string): Promise<string> {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: stateBucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

export const sqs = () =>
  new SQSClient({
    endpoint: sandboxEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
