/** Terraform types that configure a part of a resource of another type, and how that one is found. */

export type Owner = {
  /** The resource that has it, looked for in the same state by this attribute of it... */
  type: string;
  by: string;
  /** ...which equals this attribute of the companion. An ARN here is the answer by itself. */
  from: string;
  /** Its ARN when it is not in this state, where its name is enough to tell. */
  arn?: (name: string, place: { account: string; region: string | null }) => string | null;
};

const bucket: Owner = {
  type: 'aws_s3_bucket',
  by: 'bucket',
  from: 'bucket',
  arn: (name) => `arn:aws:s3:::${name}`,
};

const inRegion =
  (service: string, kind: string): NonNullable<Owner['arn']> =>
  (name, { account, region }) =>
    region && `arn:aws:${service}:${region}:${account}:${kind}${name}`;

/** https://sqs.REGION.amazonaws.com/ACCOUNT/NAME; an emulator has another host. */
const queueArn: NonNullable<Owner['arn']> = (url, { region }) => {
  const [account, name] = url.split('/').slice(-2);
  return region && account && name ? `arn:aws:sqs:${region}:${account}:${name}` : null;
};

const queue: Owner = { type: 'aws_sqs_queue', by: 'url', from: 'queue_url', arn: queueArn };
// A role, user or group may have a path, which its name does not tell: only the one in the same state is known.
const role: Owner = { type: 'aws_iam_role', by: 'name', from: 'role' };
const user: Owner = { type: 'aws_iam_user', by: 'name', from: 'user' };
const group: Owner = { type: 'aws_iam_group', by: 'name', from: 'group' };
const lambda: Owner = {
  type: 'aws_lambda_function',
  by: 'function_name',
  from: 'function_name',
  arn: inRegion('lambda', 'function:'),
};
const repository: Owner = {
  type: 'aws_ecr_repository',
  by: 'name',
  from: 'repository',
  arn: inRegion('ecr', 'repository/'),
};
const logGroup: Owner = {
  type: 'aws_cloudwatch_log_group',
  by: 'name',
  from: 'log_group_name',
  arn: inRegion('logs', 'log-group:'),
};
const table: Owner = {
  type: 'aws_dynamodb_table',
  by: 'name',
  from: 'table_name',
  arn: inRegion('dynamodb', 'table/'),
};
const zone: Owner = {
  type: 'aws_route53_zone',
  by: 'zone_id',
  from: 'zone_id',
  arn: (id) => `arn:aws:route53:::hostedzone/${id}`,
};
const secret: Owner = { type: 'aws_secretsmanager_secret', by: 'id', from: 'secret_id' };

const ec2 = (type: string, kind: string, from: string): Owner => ({
  type,
  by: 'id',
  from,
  arn: inRegion('ec2', `${kind}/`),
});
const securityGroup = ec2('aws_security_group', 'security-group', 'security_group_id');
const routeTable = ec2('aws_route_table', 'route-table', 'route_table_id');
const networkAcl = ec2('aws_network_acl', 'network-acl', 'network_acl_id');
const vpc = ec2('aws_vpc', 'vpc', 'vpc_id');
const interfaceOf = ec2('aws_network_interface', 'network-interface', 'network_interface_id');

const bucketParts = [
  'accelerate_configuration',
  'acl',
  'analytics_configuration',
  'cors_configuration',
  'intelligent_tiering_configuration',
  'inventory',
  'lifecycle_configuration',
  'logging',
  'metric',
  'notification',
  'object',
  'object_lock_configuration',
  'ownership_controls',
  'policy',
  'public_access_block',
  'replication_configuration',
  'request_payment_configuration',
  'server_side_encryption_configuration',
  'versioning',
  'website_configuration',
].map((part) => [`aws_s3_bucket_${part}`, bucket] as const);

export const companionTypes: Record<string, Owner> = {
  ...Object.fromEntries(bucketParts),
  aws_s3_object: bucket,
  aws_sqs_queue_policy: queue,
  aws_sqs_queue_redrive_allow_policy: queue,
  aws_sqs_queue_redrive_policy: queue,
  aws_sns_topic_policy: { type: 'aws_sns_topic', by: 'arn', from: 'arn' },
  aws_iam_role_policies_exclusive: { ...role, from: 'role_name' },
  aws_iam_role_policy: role,
  aws_iam_role_policy_attachment: role,
  aws_iam_policy_attachment: { type: 'aws_iam_policy', by: 'arn', from: 'policy_arn' },
  aws_iam_access_key: user,
  aws_iam_user_login_profile: user,
  aws_iam_user_policy: user,
  aws_iam_user_policy_attachment: user,
  aws_iam_user_group_membership: user,
  aws_iam_group_membership: group,
  aws_iam_group_policy: group,
  aws_iam_group_policy_attachment: group,
  aws_security_group_rule: securityGroup,
  aws_vpc_security_group_egress_rule: securityGroup,
  aws_vpc_security_group_ingress_rule: securityGroup,
  aws_route: routeTable,
  aws_route_table_association: routeTable,
  aws_main_route_table_association: routeTable,
  aws_vpn_gateway_route_propagation: routeTable,
  aws_network_acl_association: networkAcl,
  aws_network_acl_rule: networkAcl,
  aws_vpc_dhcp_options_association: vpc,
  aws_vpc_ipv4_cidr_block_association: vpc,
  aws_vpc_ipv6_cidr_block_association: vpc,
  aws_internet_gateway_attachment: ec2('aws_internet_gateway', 'internet-gateway', 'internet_gateway_id'),
  aws_volume_attachment: ec2('aws_ebs_volume', 'volume', 'volume_id'),
  aws_eip_association: ec2('aws_eip', 'elastic-ip', 'allocation_id'),
  aws_network_interface_attachment: interfaceOf,
  aws_network_interface_sg_attachment: interfaceOf,
  aws_lambda_event_source_mapping: { ...lambda, by: 'arn', from: 'function_arn' },
  aws_lambda_function_event_invoke_config: lambda,
  aws_lambda_permission: lambda,
  aws_lb_listener_certificate: { type: 'aws_lb_listener', by: 'arn', from: 'listener_arn' },
  aws_lb_target_group_attachment: { type: 'aws_lb_target_group', by: 'arn', from: 'target_group_arn' },
  aws_autoscaling_attachment: { type: 'aws_autoscaling_group', by: 'name', from: 'autoscaling_group_name' },
  aws_autoscaling_group_tag: { type: 'aws_autoscaling_group', by: 'name', from: 'autoscaling_group_name' },
  aws_kms_key_policy: { type: 'aws_kms_key', by: 'key_id', from: 'key_id' },
  aws_secretsmanager_secret_policy: { ...secret, from: 'secret_arn' },
  aws_secretsmanager_secret_rotation: secret,
  aws_secretsmanager_secret_version: secret,
  aws_dynamodb_table_item: table,
  aws_ecr_lifecycle_policy: repository,
  aws_ecr_repository_policy: repository,
  aws_ecs_cluster_capacity_providers: {
    type: 'aws_ecs_cluster',
    by: 'name',
    from: 'cluster_name',
    arn: inRegion('ecs', 'cluster/'),
  },
  aws_cloudwatch_log_metric_filter: logGroup,
  aws_cloudwatch_log_stream: logGroup,
  aws_cloudwatch_log_subscription_filter: logGroup,
  aws_cloudwatch_event_target: { type: 'aws_cloudwatch_event_rule', by: 'name', from: 'rule' },
  aws_route53_record: zone,
  aws_route53_zone_association: zone,
  aws_rds_cluster_role_association: {
    type: 'aws_rds_cluster',
    by: 'cluster_identifier',
    from: 'db_cluster_identifier',
  },
  aws_db_instance_role_association: { type: 'aws_db_instance', by: 'identifier', from: 'db_instance_identifier' },
};
