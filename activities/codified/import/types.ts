/**
 * What Terraform calls the kinds of the inventory, and by which id it imports one. Source: the section "Import" of each
 * type in the AWS provider's documentation (5.100).
 */
import type { Resource } from '../../../db/resource-imports.ts';

export type Importable = { type: string; id: string };

type Facts = Pick<Resource, 'cloudId' | 'name' | 'region' | 'account' | 'attributes'>;
type Rule = readonly [type: string, id: (facts: Facts) => string];

const arn = ({ cloudId }: Facts) => cloudId;
/** `vpc-1` of `...:vpc/vpc-1`, `orders` of `...:db:orders`. */
const last = ({ cloudId }: Facts) => cloudId.split(/[:/]/).at(-1) ?? '';
/** All behind the first separator of the resource: `team/api` of `...:repository/team/api`. */
const tail = ({ cloudId }: Facts) =>
  cloudId
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^[^:/]*[:/]/, '');
const name = ({ name: own }: Facts) => own;

const queueUrl = ({ cloudId, attributes }: Facts): string => {
  const [, , , region, account, queue] = cloudId.split(':');
  return typeof attributes.url === 'string'
    ? attributes.url
    : `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
};

const rules: Record<string, Rule> = {
  'AWS::AutoScaling::AutoScalingGroup': ['aws_autoscaling_group', name],
  'AWS::CloudFront::Distribution': ['aws_cloudfront_distribution', last],
  'AWS::CloudWatch::Alarm': ['aws_cloudwatch_metric_alarm', tail],
  'AWS::DynamoDB::Table': ['aws_dynamodb_table', last],
  'AWS::EC2::EIP': ['aws_eip', last],
  'AWS::EC2::Image': ['aws_ami', last],
  'AWS::EC2::Instance': ['aws_instance', last],
  'AWS::EC2::InternetGateway': ['aws_internet_gateway', last],
  'AWS::EC2::NatGateway': ['aws_nat_gateway', last],
  'AWS::EC2::NetworkInterface': ['aws_network_interface', last],
  'AWS::EC2::RouteTable': ['aws_route_table', last],
  'AWS::EC2::SecurityGroup': ['aws_security_group', last],
  'AWS::EC2::Snapshot': ['aws_ebs_snapshot', last],
  'AWS::EC2::Subnet': ['aws_subnet', last],
  'AWS::EC2::VPC': ['aws_vpc', last],
  'AWS::EC2::VPCEndpoint': ['aws_vpc_endpoint', last],
  'AWS::EC2::VPCPeeringConnection': ['aws_vpc_peering_connection', last],
  'AWS::EC2::Volume': ['aws_ebs_volume', last],
  'AWS::ECR::Repository': ['aws_ecr_repository', tail],
  'AWS::ECS::Cluster': ['aws_ecs_cluster', last],
  'AWS::ECS::Service': ['aws_ecs_service', tail],
  'AWS::EKS::Cluster': ['aws_eks_cluster', last],
  'AWS::EKS::Nodegroup': ['aws_eks_node_group', (facts) => tail(facts).split('/').slice(0, 2).join(':')],
  'AWS::ElastiCache::CacheCluster': ['aws_elasticache_cluster', last],
  'AWS::ElastiCache::ReplicationGroup': ['aws_elasticache_replication_group', last],
  'AWS::ElastiCache::SubnetGroup': ['aws_elasticache_subnet_group', last],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['aws_lb', arn],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['aws_lb_target_group', arn],
  'AWS::IAM::InstanceProfile': ['aws_iam_instance_profile', last],
  'AWS::IAM::ManagedPolicy': ['aws_iam_policy', arn],
  'AWS::IAM::Role': ['aws_iam_role', last],
  'AWS::KMS::Alias': ['aws_kms_alias', (facts) => facts.cloudId.split(':').slice(5).join(':')],
  'AWS::KMS::Key': ['aws_kms_key', last],
  'AWS::Lambda::EventSourceMapping': ['aws_lambda_event_source_mapping', last],
  'AWS::Lambda::Function': ['aws_lambda_function', last],
  'AWS::Logs::LogGroup': ['aws_cloudwatch_log_group', tail],
  'AWS::RDS::DBCluster': ['aws_rds_cluster', last],
  'AWS::RDS::DBInstance': ['aws_db_instance', last],
  'AWS::RDS::DBSubnetGroup': ['aws_db_subnet_group', last],
  'AWS::Route53::HostedZone': ['aws_route53_zone', last],
  'AWS::S3::Bucket': ['aws_s3_bucket', last],
  'AWS::SNS::Topic': ['aws_sns_topic', arn],
  'AWS::SQS::Queue': ['aws_sqs_queue', queueUrl],
  'AWS::SecretsManager::Secret': ['aws_secretsmanager_secret', arn],
};

/** @returns null for a kind that nobody has written the rule for */
export function importableOf(resource: Facts & Pick<Resource, 'nativeType'>): Importable | null {
  const rule = rules[resource.nativeType];
  return rule ? { type: rule[0], id: rule[1](resource) } : null;
}
