/** RDS instances. The master user's name is left out with everything else that helps to log in. */
import { type DBInstance, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import type { CloudResource } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, isoTime, tagsByKey, within } from './lister.ts';

export const databases: AwsLister = {
  kind: 'rds_instance',
  title: 'RDS instances',
  async page(request) {
    const command = new DescribeDBInstancesCommand({
      MaxRecords: within(request.size, 20, 100),
      Marker: request.cursor,
    });
    const { DBInstances = [], Marker } = await request.clients
      .rds(request.region)
      .send(command, { abortSignal: request.signal });
    return { resources: DBInstances.map((database) => toResource(request, database)), cursor: Marker || undefined };
  },
  async find(request, DBInstanceIdentifier) {
    const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier });
    const { DBInstances } = await request.clients.rds(request.region).send(command, { abortSignal: request.signal });
    return DBInstances?.map((database) => toResource(request, database))[0];
  },
};

function toResource(request: AwsPageRequest, database: DBInstance): CloudResource {
  const name = database.DBInstanceIdentifier ?? '';
  return awsResource(request, {
    kind: 'rds_instance',
    id: database.DBInstanceArn ?? `arn:${request.partition}:rds:${request.region}:${request.account}:db:${name}`,
    nativeType: 'AWS::RDS::DBInstance',
    name,
    tags: tagsByKey(database.TagList),
    createdAt: isoTime(database.InstanceCreateTime),
    attributes: defined({
      status: database.DBInstanceStatus,
      engine: database.Engine,
      engineVersion: database.EngineVersion,
      instanceClass: database.DBInstanceClass,
      storageGb: database.AllocatedStorage,
      storageType: database.StorageType,
      storageEncrypted: database.StorageEncrypted,
      multiAz: database.MultiAZ,
      publiclyAccessible: database.PubliclyAccessible,
      host: database.Endpoint?.Address,
      port: database.Endpoint?.Port,
      availabilityZone: database.AvailabilityZone,
      vpcId: database.DBSubnetGroup?.VpcId,
      securityGroupIds: database.VpcSecurityGroups?.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
      backupRetentionDays: database.BackupRetentionPeriod,
      deletionProtection: database.DeletionProtection,
      kmsKey: database.KmsKeyId,
      subnetGroup: database.DBSubnetGroup?.DBSubnetGroupName,
      readReplicaOf: database.ReadReplicaSourceDBInstanceIdentifier,
      iamAuthentication: database.IAMDatabaseAuthenticationEnabled,
      autoMinorVersionUpgrade: database.AutoMinorVersionUpgrade,
      performanceInsights: database.PerformanceInsightsEnabled,
      monitoringRole: database.MonitoringRoleArn,
      cluster: database.DBClusterIdentifier,
    }),
  });
}
