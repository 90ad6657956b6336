/** The kinds of resource the offline model knows by name: how people say them, what Terraform and the tools call them. */

export type Kind =
  | 's3_bucket'
  | 'sqs_queue'
  | 'dynamodb_table'
  | 'sns_topic'
  | 'vpc'
  | 'subnet'
  | 'security_group'
  | 'ec2_instance'
  | 'iam_role'
  | 'log_group'
  | 'kms_key'
  | 'ecr_repository'
  | 'ssm_parameter'
  | 'rds_instance'
  | 'lambda_function';

export type KindFacts = {
  one: string;
  many: string;
  /** Words people use for it. Longer and more particular ones come first. */
  words: RegExp;
  terraform: string;
  /** The attributes that hold the name people know it by, best first. */
  names: readonly string[];
  /** Whether `list_resources` can read it from the account. */
  listable: boolean;
  /** Types that belong to it and go with it when they refer to it. */
  satellites: RegExp;
};

export const kinds: Record<Kind, KindFacts> = {
  s3_bucket: {
    one: 'S3 bucket',
    many: 'S3 buckets',
    words: /\b(?:s3\s+)?buckets?\b|\bs3\b(?!\s+(?:access|read|write|full))/gi,
    terraform: 'aws_s3_bucket',
    names: ['bucket', 'bucket_prefix'],
    listable: true,
    satellites: /^aws_s3_bucket_/,
  },
  sqs_queue: {
    one: 'SQS queue',
    many: 'SQS queues',
    words: /\b(?:sqs\s+)?(?<!dead[- ]letter )(?:fifo\s+)?queues?\b|\bsqs\b/gi,
    terraform: 'aws_sqs_queue',
    names: ['name', 'name_prefix'],
    listable: true,
    satellites: /^aws_sqs_queue_/,
  },
  dynamodb_table: {
    one: 'DynamoDB table',
    many: 'DynamoDB tables',
    words: /\bdynamo\s?db(?:\s+tables?)?\b|(?<!route |routing )\btables?\b/gi,
    terraform: 'aws_dynamodb_table',
    names: ['name'],
    listable: true,
    satellites: /^aws_dynamodb_|^aws_appautoscaling_/,
  },
  sns_topic: {
    one: 'SNS topic',
    many: 'SNS topics',
    words: /\bsns(?:\s+topics?)?\b|\btopics?\b/gi,
    terraform: 'aws_sns_topic',
    names: ['name', 'name_prefix'],
    listable: false,
    satellites: /^aws_sns_topic_/,
  },
  security_group: {
    one: 'security group',
    many: 'security groups',
    words: /\bsecurity[- ]groups?\b|\bfirewalls?\b/gi,
    terraform: 'aws_security_group',
    names: ['name', 'name_prefix'],
    listable: true,
    satellites: /^aws_(?:vpc_)?security_group_/,
  },
  subnet: {
    one: 'subnet',
    many: 'subnets',
    words: /\bsubnets?\b/gi,
    terraform: 'aws_subnet',
    names: [],
    listable: true,
    satellites: /^aws_route_table_association$/,
  },
  vpc: {
    one: 'VPC',
    many: 'VPCs',
    words: /\bvpcs?\b|\bvirtual private clouds?\b|\b(?:private|virtual|cloud)\s+networks?\b/gi,
    terraform: 'aws_vpc',
    names: [],
    listable: true,
    satellites:
      /^aws_(?:subnet|internet_gateway|nat_gateway|eip|route|route_table|route_table_association|default_\w+|vpc_endpoint|network_acl)$/,
  },
  ec2_instance: {
    one: 'EC2 instance',
    many: 'EC2 instances',
    words:
      /\bec2(?:\s+(?:instances?|servers?|machines?))?\b|\b(?<!rds )(?:instances?|virtual machines?|vms?|servers?(?![- ](?:side|access|error)|less))\b/gi,
    terraform: 'aws_instance',
    names: [],
    listable: true,
    satellites: /^aws_(?:eip|volume_attachment|ebs_volume)$/,
  },
  iam_role: {
    one: 'IAM role',
    many: 'IAM roles',
    words: /\b(?:iam\s+)?(?:service\s+|execution\s+)?roles?\b/gi,
    terraform: 'aws_iam_role',
    names: ['name', 'name_prefix'],
    listable: true,
    satellites: /^aws_iam_(?:role_policy|role_policy_attachment|instance_profile)$/,
  },
  log_group: {
    one: 'log group',
    many: 'log groups',
    words: /\b(?:cloudwatch\s+)?log[- ]groups?\b|\bcloudwatch logs?\b/gi,
    terraform: 'aws_cloudwatch_log_group',
    names: ['name', 'name_prefix'],
    listable: false,
    satellites: /^aws_cloudwatch_log_/,
  },
  kms_key: {
    one: 'KMS key',
    many: 'KMS keys',
    words: /\bkms(?:\s+keys?)?\b|\b(?:encryption|customer[- ]managed)\s+keys?\b/gi,
    terraform: 'aws_kms_key',
    names: [],
    listable: false,
    satellites: /^aws_kms_(?:alias|key_policy)$/,
  },
  ecr_repository: {
    one: 'ECR repository',
    many: 'ECR repositories',
    words:
      /\becr(?:\s+(?:repo|repos|repository|repositories))?\b|\b(?:container|docker|image)\s+(?:registry|registries|repository|repositories|repos?)\b|\brepositor(?:y|ies)\b/gi,
    terraform: 'aws_ecr_repository',
    names: ['name'],
    listable: false,
    satellites: /^aws_ecr_(?:lifecycle_policy|repository_policy)$/,
  },
  ssm_parameter: {
    one: 'SSM parameter',
    many: 'SSM parameters',
    words: /\bssm(?:\s+parameters?)?\b|\bparameter store\b|\bparameters?\b/gi,
    terraform: 'aws_ssm_parameter',
    names: ['name'],
    listable: false,
    satellites: /^$/,
  },
  rds_instance: {
    one: 'RDS database',
    many: 'RDS databases',
    words:
      /\brds(?:\s+(?:instances?|databases?))?\b|\bdatabases?\b|\b(?:postgres|postgresql|mysql|mariadb|aurora cluster)\b(?!\s+port)/gi,
    terraform: 'aws_db_instance',
    names: ['identifier'],
    listable: true,
    satellites: /^aws_db_/,
  },
  lambda_function: {
    one: 'Lambda function',
    many: 'Lambda functions',
    words: /\blambda(?:\s+functions?)?\b|\blambdas\b/gi,
    terraform: 'aws_lambda_function',
    names: ['function_name'],
    listable: true,
    satellites: /^aws_lambda_/,
  },
};

export const allKinds = Object.keys(kinds) as Kind[];

/** The kinds the offline model can write Terraform for. */
export type WritableKind = Exclude<Kind, 'subnet' | 'rds_instance' | 'lambda_function'>;

const readOnly: readonly Kind[] = ['subnet', 'rds_instance', 'lambda_function'];
export const isWritable = (kind: Kind): kind is WritableKind => !readOnly.includes(kind);

export const kindOfType = (terraform: string): Kind | undefined =>
  allKinds.find((kind) => kinds[kind].terraform === terraform);
