/** Arguments with which a provider opens a file of the worker, without any function in the code. */

/** By type: the AWS provider 5.100 (its schema, and where its code reads a file) and HashiCorp's small ones. `data.` for data sources. */
const reading: Record<string, string[]> = {
  aws_connect_contact_flow: ['filename'],
  aws_connect_contact_flow_module: ['filename'],
  aws_gamelift_script: ['zip_file'],
  aws_lambda_function: ['filename'],
  aws_lambda_layer_version: ['filename'],
  aws_rds_custom_db_engine_version: ['filename'],
  aws_s3_bucket_object: ['source'],
  aws_s3_object: ['source'],
  aws_synthetics_canary: ['zip_file'],
  archive_file: ['source_file', 'source_dir', 'output_path'],
  'data.archive_file': ['source_file', 'source_dir', 'output_path'],
  'data.local_file': ['filename'],
  'data.local_sensitive_file': ['filename'],
  local_file: ['filename', 'source'],
  local_sensitive_file: ['filename', 'source'],
  google_storage_bucket_object: ['source'],
  azurerm_storage_blob: ['source'],
  helm_release: ['repository_key_file', 'repository_cert_file', 'repository_ca_file', 'keyring'],
};

/** In providers we do not know argument by argument. */
const likely =
  /(^|_)(file|filename|file_path|filepath|source_file|source_dir|output_path|zip_file|config_path|kubeconfig)$/;

const wellKnown = /^(data\.)?(aws|terraform|random|time|null|tls)_/;

/** @param kind resource, data or ephemeral */
export function readsDisk(kind: string, type: string, argument: string): boolean {
  const name = kind === 'data' ? `data.${type}` : type;
  const listed = reading[name];
  if (listed) return listed.includes(argument);
  return !wellKnown.test(name) && likely.test(argument);
}

/** Written on the worker, so not over what Terraform reads: `argument` of `type`. */
export const writesDisk = (type: string, argument: string): boolean =>
  (/^local_(sensitive_)?file$/.test(type) && argument === 'filename') ||
  (type === 'archive_file' && argument === 'output_path');

export const mayReadDisk = (kind: string, type: string): boolean =>
  (kind === 'data' ? `data.${type}` : type) in reading || !wellKnown.test(kind === 'data' ? `data.${type}` : type);
