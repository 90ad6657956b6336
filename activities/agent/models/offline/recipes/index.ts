import type { WritableKind } from '../kinds.ts';
import { dynamodbTable } from './dynamodb.ts';
import { ec2Instance } from './ec2.ts';
import { iamRole } from './iam-role.ts';
import type { Recipe } from './recipe.ts';
import { s3Bucket } from './s3.ts';
import { securityGroup } from './security-group.ts';
import { ecrRepository, kmsKey, logGroup, ssmParameter } from './small.ts';
import { snsTopic } from './sns.ts';
import { sqsQueue } from './sqs.ts';
import { vpc } from './vpc.ts';

/** In the order in which they are written: what others refer to comes first. */
export const recipes: Record<WritableKind, Recipe> = {
  kms_key: kmsKey,
  vpc,
  security_group: securityGroup,
  iam_role: iamRole,
  s3_bucket: s3Bucket,
  sqs_queue: sqsQueue,
  sns_topic: snsTopic,
  dynamodb_table: dynamodbTable,
  log_group: logGroup,
  ecr_repository: ecrRepository,
  ssm_parameter: ssmParameter,
  ec2_instance: ec2Instance,
};

export const recipeOrder = Object.keys(recipes) as WritableKind[];
