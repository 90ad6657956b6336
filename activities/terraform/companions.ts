/**
 * Attributes that show what a resource of another type manages: after an apply they differ from what was planned,
 * and nobody has touched anything. From the AWS provider's documentation, where each of these pairs warns of the other.
 */
const s3 = {
  acl: ['aws_s3_bucket_acl'],
  grant: ['aws_s3_bucket_acl'],
  acceleration_status: ['aws_s3_bucket_accelerate_configuration'],
  cors_rule: ['aws_s3_bucket_cors_configuration'],
  lifecycle_rule: ['aws_s3_bucket_lifecycle_configuration'],
  logging: ['aws_s3_bucket_logging'],
  object_lock_configuration: ['aws_s3_bucket_object_lock_configuration'],
  policy: ['aws_s3_bucket_policy'],
  replication_configuration: ['aws_s3_bucket_replication_configuration'],
  request_payer: ['aws_s3_bucket_request_payment_configuration'],
  server_side_encryption_configuration: ['aws_s3_bucket_server_side_encryption_configuration'],
  versioning: ['aws_s3_bucket_versioning'],
  website: ['aws_s3_bucket_website_configuration'],
  website_domain: ['aws_s3_bucket_website_configuration'],
  website_endpoint: ['aws_s3_bucket_website_configuration'],
};
const rules = ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule'];

export const companions: Record<string, Record<string, string[]>> = {
  aws_s3_bucket: s3,
  aws_security_group: { ingress: rules, egress: rules },
  aws_route_table: { route: ['aws_route'], propagating_vgws: ['aws_vpn_gateway_route_propagation'] },
  aws_network_acl: {
    ingress: ['aws_network_acl_rule'],
    egress: ['aws_network_acl_rule'],
    subnet_ids: ['aws_network_acl_association'],
  },
  aws_vpc: {
    dhcp_options_id: ['aws_vpc_dhcp_options_association'],
    ipv6_cidr_block: ['aws_vpc_ipv6_cidr_block_association'],
    main_route_table_id: ['aws_main_route_table_association'],
  },
  aws_iam_role: {
    inline_policy: ['aws_iam_role_policy'],
    managed_policy_arns: ['aws_iam_role_policy_attachment', 'aws_iam_policy_attachment'],
  },
  aws_iam_policy: {
    attachment_count: [
      'aws_iam_role_policy_attachment',
      'aws_iam_user_policy_attachment',
      'aws_iam_group_policy_attachment',
      'aws_iam_policy_attachment',
    ],
  },
  aws_iam_group: { users: ['aws_iam_group_membership', 'aws_iam_user_group_membership'] },
  aws_sqs_queue: {
    policy: ['aws_sqs_queue_policy'],
    redrive_policy: ['aws_sqs_queue_redrive_policy'],
    redrive_allow_policy: ['aws_sqs_queue_redrive_allow_policy'],
  },
  aws_sns_topic: { policy: ['aws_sns_topic_policy'] },
  aws_kms_key: { policy: ['aws_kms_key_policy'] },
  aws_secretsmanager_secret: { policy: ['aws_secretsmanager_secret_policy'] },
  aws_efs_file_system: { number_of_mount_targets: ['aws_efs_mount_target'] },
  aws_ecs_cluster: { capacity_providers: ['aws_ecs_cluster_capacity_providers'] },
  aws_elb: { instances: ['aws_elb_attachment'] },
  aws_lb: { access_logs: ['aws_lb_access_logs'] },
  aws_lb_target_group: { load_balancer_arns: ['aws_lb_listener', 'aws_lb_listener_rule'] },
  aws_autoscaling_group: {
    load_balancers: ['aws_autoscaling_attachment'],
    target_group_arns: ['aws_autoscaling_attachment'],
    traffic_source: ['aws_autoscaling_traffic_source_attachment'],
  },
  aws_instance: {
    ebs_block_device: ['aws_volume_attachment'],
    vpc_security_group_ids: ['aws_network_interface_sg_attachment'],
    public_ip: ['aws_eip', 'aws_eip_association'],
    public_dns: ['aws_eip', 'aws_eip_association'],
  },
  aws_network_interface: { attachment: ['aws_network_interface_attachment', 'aws_instance'] },
  aws_eip: {
    instance: ['aws_eip_association'],
    network_interface: ['aws_eip_association', 'aws_nat_gateway'],
    association_id: ['aws_eip_association', 'aws_nat_gateway'],
    private_ip: ['aws_eip_association', 'aws_nat_gateway'],
    private_dns: ['aws_eip_association', 'aws_nat_gateway'],
  },
  aws_rds_cluster: {
    cluster_members: ['aws_rds_cluster_instance'],
    iam_roles: ['aws_rds_cluster_role_association'],
  },
  aws_db_instance: { replicas: ['aws_db_instance'] },
  aws_redshift_cluster: { iam_roles: ['aws_redshift_cluster_iam_roles'] },
  aws_dynamodb_table: { replica: ['aws_dynamodb_table_replica'] },
  aws_api_gateway_rest_api: { policy: ['aws_api_gateway_rest_api_policy'] },
  aws_vpc_endpoint: {
    route_table_ids: ['aws_vpc_endpoint_route_table_association'],
    subnet_ids: ['aws_vpc_endpoint_subnet_association'],
    security_group_ids: ['aws_vpc_endpoint_security_group_association'],
    policy: ['aws_vpc_endpoint_policy'],
  },
  aws_route53_zone: { vpc: ['aws_route53_zone_association'] },
};
