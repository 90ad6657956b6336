import { configuredResource, parseAddress } from '../configuration.ts';
import type { PlanJson, PlannedResource } from '../plan-json.ts';
import { same } from '../values.ts';
import { blocks, changes, field, made, type RiskFinding, type RiskRule, strings, unknownAfter } from './finding.ts';
import { everyone, policyStatements } from './policy.ts';

/** What is open or becomes open to everybody: networks, buckets, resource policies. */
export const exposureRisks: RiskRule = (plan) =>
  made(plan).flatMap((resource) => [
    ...network(resource),
    ...bucket(resource),
    ...publicSwitches(resource),
    ...resourcePolicy(resource, plan),
  ]);

const world = new Set(['0.0.0.0/0', '::/0']);
/** Ports that are meant for the world. */
const webPorts = new Set([80, 443]);

type Rule = { from: unknown; to: unknown; protocol: unknown; ranges: string[] };

function network({ type, address, change }: PlannedResource): RiskFinding[] {
  const rules = ingressRules(type, change.after);
  const before = new Set(ingressRules(type, change.before).map((rule) => JSON.stringify(rule)));
  return rules
    .filter((rule) => !before.has(JSON.stringify(rule)) && rule.ranges.some((range) => world.has(range)))
    .map((rule) => {
      const web = webPorts.has(Number(rule.from)) && rule.from === rule.to;
      const range = rule.ranges.find((candidate) => world.has(candidate));
      return {
        level: web ? 'medium' : 'high',
        reason: `network open to the world (${address}: ${ports(rule)} from ${range})`,
      };
    });
}

function ports({ from, to, protocol }: Rule): string {
  if (protocol === '-1' || protocol === 'all') return 'every port';
  return from === to ? String(from) : `${from} to ${to}`;
}

function ingressRules(type: string, side: unknown): Rule[] {
  const toRule = (block: unknown, ranges: string[]): Rule => ({
    from: field(block, 'from_port'),
    to: field(block, 'to_port'),
    protocol: field(block, 'protocol') ?? field(block, 'ip_protocol'),
    ranges,
  });
  const cidrs = (block: unknown) => [
    ...strings(field(block, 'cidr_blocks')),
    ...strings(field(block, 'ipv6_cidr_blocks')),
  ];
  switch (type) {
    case 'aws_security_group':
    case 'aws_default_security_group':
      return blocks(side, 'ingress').map((block) => toRule(block, cidrs(block)));
    case 'aws_security_group_rule':
      return field(side, 'type') === 'ingress' ? [toRule(side, cidrs(side))] : [];
    case 'aws_vpc_security_group_ingress_rule':
      return [toRule(side, [...strings(field(side, 'cidr_ipv4')), ...strings(field(side, 'cidr_ipv6'))])];
    case 'aws_redshift_security_group':
    case 'aws_db_security_group':
      return blocks(side, 'ingress').map((block) => toRule(block, strings(field(block, 'cidr'))));
    default:
      return [];
  }
}

const publicAcls = new Set(['public-read', 'public-read-write', 'authenticated-read']);
const publicBlocks = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

function bucket({ type, address, change }: PlannedResource): RiskFinding[] {
  const { after } = change;
  const acl = field(after, 'acl');
  if (typeof acl === 'string' && publicAcls.has(acl) && changes(change, 'acl'))
    return [{ level: 'high', reason: `bucket readable by everyone (${address}: ${acl})` }];
  if (type !== 'aws_s3_bucket_public_access_block' && type !== 'aws_s3_account_public_access_block') return [];
  const open = publicBlocks.filter((name) => field(after, name) === false && changes(change, name));
  return open.length > 0
    ? [{ level: 'high', reason: `protection against public buckets off (${address}: ${open.join(', ')})` }]
    : [];
}

/** One argument that puts a thing on the internet, by type. */
const switches: Record<string, string> = {
  aws_db_instance: 'publicly_accessible',
  aws_rds_cluster_instance: 'publicly_accessible',
  aws_redshift_cluster: 'publicly_accessible',
  aws_redshiftserverless_workgroup: 'publicly_accessible',
  aws_dms_replication_instance: 'publicly_accessible',
  aws_mq_broker: 'publicly_accessible',
  aws_neptune_cluster_instance: 'publicly_accessible',
};

function publicSwitches({ type, address, change }: PlannedResource): RiskFinding[] {
  const name = switches[type];
  if (name && field(change.after, name) === true && changes(change, name))
    return [{ level: 'high', reason: `reachable from the internet (${address}: ${name})` }];
  if (type === 'aws_lambda_function_url' && field(change.after, 'authorization_type') === 'NONE')
    return [{ level: 'high', reason: `anybody may call it without signing in (${address})` }];
  if (type === 'aws_lambda_permission' && field(change.after, 'principal') === '*')
    return [{ level: 'high', reason: `anybody may call it (${address})` }];
  if (['aws_ami_launch_permission', 'aws_ami'].includes(type) && field(change.after, 'group') === 'all')
    return [{ level: 'high', reason: `image shared with everyone (${address})` }];
  return [];
}

/** Arguments that hold a resource policy, with the word people use for it. */
const policyTypes: Record<string, string> = {
  aws_s3_bucket_policy: 'bucket policy',
  aws_s3_bucket: 'bucket policy',
  aws_sqs_queue_policy: 'queue policy',
  aws_sqs_queue: 'queue policy',
  aws_sns_topic_policy: 'topic policy',
  aws_sns_topic: 'topic policy',
  aws_kms_key: 'key policy',
  aws_kms_key_policy: 'key policy',
  aws_secretsmanager_secret_policy: 'secret policy',
  aws_secretsmanager_secret: 'secret policy',
  aws_ecr_repository_policy: 'repository policy',
  aws_ecrpublic_repository_policy: 'repository policy',
  aws_efs_file_system_policy: 'file system policy',
  aws_opensearch_domain_policy: 'domain policy',
  aws_elasticsearch_domain_policy: 'domain policy',
  aws_api_gateway_rest_api_policy: 'API policy',
  aws_glacier_vault: 'vault policy',
  aws_backup_vault_policy: 'vault policy',
  aws_lambda_layer_version_permission: 'layer policy',
  aws_cloudwatch_event_bus_policy: 'event bus policy',
  aws_glue_resource_policy: 'catalog policy',
  aws_dynamodb_resource_policy: 'table policy',
};

function resourcePolicy(resource: PlannedResource, plan: PlanJson): RiskFinding[] {
  const { type, address, change } = resource;
  const words = policyTypes[type];
  if (!words) return [];
  const name = ['policy', 'resource_policy', 'access_policies', 'access_policy'].find(
    (candidate) => field(change.after, candidate) != null || unknownAfter(change, candidate),
  );
  if (!name || !changes(change, name)) return [];
  if (!unknownAfter(change, name)) {
    const open = everyone(policyStatements(field(change.after, name)));
    return open ? [{ level: 'high', reason: `${words} for everyone (${address})` }] : [];
  }
  // A computed argument that nobody wrote is AWS's own default; a policy of its own is worth reading.
  const written = documentsOf(resource, plan, name);
  if (written === null) return [];
  if (written.some((statements) => everyone(statements)))
    return [{ level: 'high', reason: `${words} for everyone, known only after apply (${address})` }];
  return written.length > 0 ? [] : [{ level: 'medium', reason: `${words} known only after apply (${address})` }];
}

/**
 * The statements of the policy documents that an unknown argument refers to, as far as the plan tells.
 *
 * @returns null when the argument is not written in the configuration; [] when what it refers to is not readable
 */
function documentsOf({ address }: PlannedResource, plan: PlanJson, argument: string) {
  const expression = configuredResource(plan, address)?.expressions?.[argument];
  if (expression === undefined) return null;
  const references = strings(field(expression, 'references'));
  const names = references.flatMap(
    (reference) => /^data\.aws_iam_policy_document\.([^.[]+)/.exec(reference)?.[1] ?? [],
  );
  const { modules } = parseAddress(address);
  return (plan.resource_changes ?? [])
    .filter((data) => data.type === 'aws_iam_policy_document' && names.includes(data.name))
    .filter((data) => same(parseAddress(data.address).modules, modules))
    .map(({ change }) => documentStatements(change.after));
}

/** `statement` blocks of the data source in the form of a policy's JSON. */
function documentStatements(after: unknown) {
  return blocks(after, 'statement').map((block) => ({
    Effect: field(block, 'effect') ?? 'Allow',
    Principal: Object.fromEntries(
      blocks(block, 'principals').map((who) => [String(field(who, 'type')), field(who, 'identifiers')]),
    ),
    Condition: blocks(block, 'condition').length > 0 ? {} : undefined,
    Action: field(block, 'actions'),
    Resource: field(block, 'resources'),
  }));
}
