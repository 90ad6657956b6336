import type { Attribute, Block } from '../../hcl/ast.ts';
import type { Place, Report } from '../finding.ts';
import type { FullPolicy } from '../policy.ts';
import { alternatives, isScalar, Unknown, type Value } from '../values.ts';

/** Arguments of the AWS provider that choose how to work, not who to be or where to go. */
const harmless = new Set([
  'alias',
  'allowed_account_ids',
  'forbidden_account_ids',
  'max_retries',
  'region',
  'retry_mode',
  's3_us_east_1_regional_endpoint',
  's3_use_path_style',
  'skip_credentials_validation',
  'skip_metadata_api_check',
  'skip_region_validation',
  'skip_requesting_account_id',
  'sts_region',
  'token_bucket_rate_limiter_capacity',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
  'version',
]);
const harmlessBlocks = new Set(['default_tags', 'ignore_tags']);

const because: Record<string, string> = {
  access_key: 'holds a key; credentials come from the connection of the project',
  secret_key: 'holds a key; credentials come from the connection of the project',
  token: 'holds a key; credentials come from the connection of the project',
  profile: 'chooses other credentials on the worker',
  shared_config_files: 'names files that can run a program (credential_process)',
  shared_credentials_files: 'names files that can run a program (credential_process)',
  endpoints: 'sends requests, and the credentials with them, to another server',
  http_proxy: 'sends requests by way of another server',
  https_proxy: 'sends requests by way of another server',
  custom_ca_bundle: 'reads a file of the worker, and trusts who signs it',
  insecure: 'no longer checks whom it talks to',
  ec2_metadata_service_endpoint: 'asks another server for credentials',
  assume_role_with_web_identity: 'takes another identity with a token of the worker',
};

export type Evaluate = (attribute: Attribute) => Value;

/** A provider block may choose regions and tags, and a role in an account of our own. */
export function providerConfig(
  block: Block,
  source: string,
  policy: FullPolicy,
  place: Place,
  value: Evaluate,
  report: Report,
): void {
  if (source !== 'hashicorp/aws') {
    if (Object.hasOwn(known, source)) knownProvider(block, known[source] ?? [], place, report);
    else otherProvider(block, place, report);
    return;
  }
  const refuse = (name: string, line: number) =>
    report(
      'provider-config',
      `The provider's "${name}" ${because[name] ?? 'is not among the settings that a project may choose'}. Remove it.`,
      { ...place, line },
    );
  const blocks = block.body.blocks.map((inner) => ({
    inner,
    type: inner.type === 'dynamic' ? (inner.labels[0] ?? '') : inner.type,
  }));
  for (const { name, line } of block.body.attributes) {
    // What JSON shows as an argument too is judged as the block that it is.
    if (!harmless.has(name) && !blocks.some(({ inner, type }) => inner.ambiguous && type === name)) refuse(name, line);
  }
  for (const { inner, type } of blocks) {
    if (harmlessBlocks.has(type) || harmless.has(type)) continue;
    if (type === 'assume_role' && inner.type !== 'dynamic') assumeRole(inner, policy, place, value, report);
    else refuse(type, inner.line);
  }
}

const roleArguments = new Set([
  'role_arn',
  'session_name',
  'external_id',
  'duration',
  'policy',
  'policy_arns',
  'tags',
  'transitive_tag_keys',
  'source_identity',
]);

function assumeRole({ body, line }: Block, policy: FullPolicy, place: Place, value: Evaluate, report: Report): void {
  const here = { ...place, line };
  for (const { name } of body.attributes)
    if (!roleArguments.has(name)) report('provider-config', `"${name}" in assume_role is not allowed.`, here);
  const arn = body.attributes.find(({ name }) => name === 'role_arn');
  if (!arn) return;
  const all = alternatives(value(arn)) ?? [new Unknown()];
  const accounts = all
    .filter((one) => !(one instanceof Unknown && one.vacuous) && one !== null)
    .map((one) =>
      isScalar(one) ? (/^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(String(one))?.[1] ?? null) : null,
    );
  if (accounts.every((account) => account !== null && policy.ownAccounts.includes(account))) return;
  const other = accounts.find((account) => account !== null && !policy.ownAccounts.includes(account));
  const what = other
    ? `in the account ${other}, which is not one of yours here (${policy.ownAccounts.join(', ')})`
    : 'that is not known before the plan';
  report('provider-config', `The provider would assume a role ${what}. Connect that account instead.`, here);
}

/** What of the providers of connected clouds chooses how to work, not who to be or where to go; blocks among it. */
const known: Record<string, string[]> = {
  'hashicorp/azurerm': [
    'disable_terraform_partner_id',
    'features',
    'partner_id',
    'resource_provider_registrations',
    'skip_provider_registration',
    'storage_use_azuread',
    'subscription_id',
  ],
  'hashicorp/google': googleArguments(),
  'hashicorp/google-beta': googleArguments(),
  'ovh/ovh': [],
};

function googleArguments(): string[] {
  const attribution = ['add_terraform_attribution_label', 'terraform_attribution_label_addition_strategy'];
  const quota = ['batching', 'billing_project', 'request_reason', 'request_timeout', 'user_project_override'];
  return ['default_labels', 'project', 'region', 'zone', ...attribution, ...quota];
}

function knownProvider(block: Block, allowed: string[], place: Place, report: Report): void {
  const { attributes, blocks } = block.body;
  const names = [
    ...attributes,
    ...blocks.map(({ type, labels, line }) => ({ name: type === 'dynamic' ? (labels[0] ?? '') : type, line })),
  ];
  for (const { name, line } of names) {
    if (name === 'alias' || name === 'version' || allowed.includes(name)) continue;
    report(
      'provider-config',
      `The provider's "${name}" is not among the settings that a project may choose: who Aurora is there, and where it goes, comes from the connection. Remove it.`,
      { ...place, line },
    );
  }
}

/** Of other providers nobody here knows every argument: what runs programs, reads files or holds keys in clear is refused. */
const dangerous =
  /(^|_)(exec|command|config_path|config_paths|config_file|kubeconfig|credentials_file|key_file|cert_file|profile|proxy|proxy_url|insecure|use_oidc|oidc_token_file_path|client_certificate_path|plugin|endpoint|endpoints)$/;

function otherProvider(block: Block, place: Place, report: Report): void {
  const names = [
    ...block.body.attributes.map(({ name, line }) => ({ name, line })),
    ...block.body.blocks.map(({ type, labels, line }) => ({
      name: type === 'dynamic' ? (labels[0] ?? '') : type,
      line,
    })),
    ...block.body.blocks.flatMap(({ body }) => [
      ...body.attributes.map(({ name, line }) => ({ name, line })),
      ...body.blocks.map(({ type, line }) => ({ name: type, line })),
    ]),
  ];
  for (const { name, line } of names) {
    if (dangerous.test(name))
      report(
        'provider-config',
        `The provider's "${name}" runs a program, reads a file or goes to another server. Remove it.`,
        { ...place, line },
      );
  }
}
