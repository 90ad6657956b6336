import type { PlannedResource } from '../plan-json.ts';
import { field, lost, type RiskFinding, type RiskRule } from './finding.ts';

/** Types whose objects hold data that is gone with them. */
const stores = new Set([
  'aws_athena_database',
  'aws_backup_recovery_point',
  'aws_backup_vault',
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_log_stream',
  'aws_codecommit_repository',
  'aws_cognito_user_pool',
  'aws_db_cluster_snapshot',
  'aws_db_instance',
  'aws_db_snapshot',
  'aws_docdb_cluster',
  'aws_docdb_cluster_instance',
  'aws_dynamodb_global_table',
  'aws_dynamodb_table',
  'aws_dynamodb_table_item',
  'aws_dynamodb_table_replica',
  'aws_ebs_snapshot',
  'aws_ebs_volume',
  'aws_ecr_repository',
  'aws_efs_file_system',
  'aws_elasticache_cluster',
  'aws_elasticache_replication_group',
  'aws_elasticache_serverless_cache',
  'aws_elasticsearch_domain',
  'aws_fsx_lustre_file_system',
  'aws_fsx_ontap_file_system',
  'aws_fsx_ontap_volume',
  'aws_fsx_openzfs_file_system',
  'aws_fsx_openzfs_volume',
  'aws_fsx_windows_file_system',
  'aws_glacier_vault',
  'aws_glue_catalog_database',
  'aws_keyspaces_table',
  'aws_kinesis_stream',
  'aws_kms_external_key',
  'aws_kms_key',
  'aws_kms_replica_key',
  'aws_lightsail_database',
  'aws_lightsail_disk',
  'aws_memorydb_cluster',
  'aws_mq_broker',
  'aws_msk_cluster',
  'aws_msk_serverless_cluster',
  'aws_neptune_cluster',
  'aws_neptune_cluster_instance',
  'aws_opensearch_domain',
  'aws_opensearchserverless_collection',
  'aws_qldb_ledger',
  'aws_rds_cluster',
  'aws_rds_cluster_instance',
  'aws_rds_global_cluster',
  'aws_redshift_cluster',
  'aws_redshiftserverless_namespace',
  'aws_s3_bucket',
  'aws_s3_directory_bucket',
  'aws_s3_object',
  'aws_s3tables_table',
  'aws_s3tables_table_bucket',
  'aws_secretsmanager_secret',
  'aws_simpledb_domain',
  'aws_sqs_queue',
  'aws_timestreamwrite_table',
]);

/** Holds work in transit or can be made again: a loss, but not of what people keep. */
const minor = new Set([
  'aws_sqs_queue',
  'aws_cloudwatch_log_stream',
  'aws_s3_object',
  'aws_glue_catalog_database',
  'aws_athena_database',
]);
/** KMS deletes after a waiting time of 7 to 30 days, and what was encrypted with the key is lost with it then. */
const keys = new Set(['aws_kms_key', 'aws_kms_external_key', 'aws_kms_replica_key']);

export const dataLossRisks: RiskRule = (plan) => {
  const found = lost(plan).filter(({ type }) => stores.has(type));
  const keyed = found.filter(({ type }) => keys.has(type));
  const small = found.filter(({ type }) => minor.has(type));
  const hard = found.filter(
    (resource) => !keyed.includes(resource) && !small.includes(resource) && !refusesWhileFull(resource),
  );
  const bucket = found.filter(refusesWhileFull);
  return [
    ...reason('critical', 'data loss', hard),
    ...reason('critical', 'what these keys encrypted can never be read again, after their waiting time', keyed),
    ...reason('high', 'bucket removed (S3 refuses while it holds objects)', bucket),
    ...reason('medium', 'contents lost', small),
    ...unguarded(plan.resource_changes ?? []),
  ];
};

/** Without force_destroy, AWS deletes an empty bucket only. */
const refusesWhileFull = ({ type, change }: PlannedResource) =>
  type === 'aws_s3_bucket' && field(change.before, 'force_destroy') !== true;

const reason = (level: RiskFinding['level'], text: string, resources: PlannedResource[]): RiskFinding[] =>
  resources.length === 0 ? [] : [{ level, reason: `${text}: ${resources.map(named).join(', ')}` }];

/** The address, and what makes the loss final. */
function named({ address, change, deposed }: PlannedResource): string {
  const final = ['skip_final_snapshot', 'force_destroy', 'force_delete'].filter(
    (name) => field(change.before, name) === true,
  );
  const notes = [...final, ...(deposed ? [`deposed object ${deposed}`] : [])];
  return notes.length > 0 ? `${address} (${notes.join(', ')})` : address;
}

/** Tomorrow's loss: a store that from now on goes without a last copy. */
function unguarded(resources: PlannedResource[]): RiskFinding[] {
  return resources.flatMap(({ address, change, mode }) => {
    if (mode !== 'managed' || !change.actions.includes('update')) return [];
    const turnedOn = ['skip_final_snapshot', 'force_destroy', 'force_delete'].filter(
      (name) => field(change.before, name) === false && field(change.after, name) === true,
    );
    return turnedOn.map((name) => ({
      level: 'high' as const,
      reason: `a later destroy would lose everything: ${address} gets ${name}`,
    }));
  });
}
