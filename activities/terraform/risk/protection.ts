import type { PlannedResource } from '../plan-json.ts';
import { blocks, changes, field, lost, made, type RiskFinding, type RiskRule } from './finding.ts';

/** What protects data and traces, and is taken away or left out. */
export const protectionRisks: RiskRule = (plan) => [
  ...made(plan).flatMap((resource) => [...switchedOff(resource), ...unencrypted(resource), ...versions(resource)]),
  ...lost(plan).flatMap(guardLost),
];

/** Arguments that guard something, and the value that means "off". */
const guards: [name: string, off: unknown, words: string][] = [
  ['deletion_protection', false, 'deletion protection off'],
  ['deletion_protection_enabled', false, 'deletion protection off'],
  ['enable_deletion_protection', false, 'deletion protection off'],
  ['disable_api_termination', false, 'termination protection off'],
  ['point_in_time_recovery', false, 'point-in-time recovery off'],
  ['backup_retention_period', 0, 'backups off'],
  ['automated_snapshot_retention_period', 0, 'backups off'],
  ['enable_key_rotation', false, 'key rotation off'],
  ['enable_logging', false, 'logging off'],
  ['enable_log_file_validation', false, 'validation of log files off'],
  ['multi_az', false, 'second zone off'],
];

function switchedOff({ address, change }: PlannedResource): RiskFinding[] {
  // Only what was on: a new thing without protection is as people write it, and the plan shows it.
  if (!change.actions.includes('update') && !change.actions.includes('delete')) return [];
  return guards.flatMap(([name, off, words]) => {
    const was = field(change.before, name);
    const guarded = was !== off && was !== null && was !== undefined;
    return guarded && field(change.after, name) === off
      ? [{ level: 'high' as const, reason: `${words} (${address})` }]
      : [];
  });
}

/** Arguments that encrypt at rest, by type, where AWS does not do so by itself. */
const encryption: Record<string, string> = {
  aws_db_instance: 'storage_encrypted',
  aws_rds_cluster: 'storage_encrypted',
  aws_docdb_cluster: 'storage_encrypted',
  aws_neptune_cluster: 'storage_encrypted',
  aws_ebs_volume: 'encrypted',
  aws_efs_file_system: 'encrypted',
  aws_redshift_cluster: 'encrypted',
  aws_elasticache_replication_group: 'at_rest_encryption_enabled',
};

function unencrypted({ type, address, change }: PlannedResource): RiskFinding[] {
  const name = encryption[type];
  if (!name || !changes(change, name)) return [];
  const before = field(change.before, name);
  const after = field(change.after, name);
  const on = (value: unknown) => value === true || value === 'true';
  if (on(before) && !on(after) && after !== undefined)
    return [{ level: 'high', reason: `encryption off (${address})` }];
  const written = after === false || after === 'false';
  return written && change.actions.includes('create')
    ? [{ level: 'medium', reason: `not encrypted at rest (${address})` }]
    : [];
}

function versions({ type, address, change }: PlannedResource): RiskFinding[] {
  if (type !== 'aws_s3_bucket_versioning' || !change.actions.includes('update')) return [];
  const status = (side: unknown) => field(blocks(side, 'versioning_configuration')[0], 'status');
  return status(change.before) === 'Enabled' && status(change.after) !== 'Enabled'
    ? [{ level: 'high', reason: `object versions are no longer kept (${address})` }]
    : [];
}

/** Resources that exist only to guard or to record. */
const guardTypes: Record<string, string> = {
  aws_s3_bucket_public_access_block: 'protection against public buckets removed',
  aws_s3_account_public_access_block: 'protection against public buckets removed',
  aws_s3_bucket_server_side_encryption_configuration: 'encryption settings removed',
  aws_s3_bucket_versioning: 'object versions are no longer kept',
  aws_cloudtrail: 'audit trail removed',
  aws_config_configuration_recorder: 'configuration recording removed',
  aws_guardduty_detector: 'threat detection removed',
  aws_flow_log: 'network log removed',
  aws_wafv2_web_acl: 'web firewall removed',
  aws_backup_plan: 'backup plan removed',
};

function guardLost({ type, address, change }: PlannedResource): RiskFinding[] {
  const words = guardTypes[type];
  // Replaced means it comes back.
  return words && !change.actions.includes('create') ? [{ level: 'high', reason: `${words} (${address})` }] : [];
}
