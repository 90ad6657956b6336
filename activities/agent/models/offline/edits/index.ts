/** Which changes of which kind are understood, with how people say them. */
import type { WritableKind } from '../kinds.ts';
import { rename, tag } from './common.ts';
import {
  groupPorts,
  imageScan,
  imageTags,
  instanceDisk,
  instanceSize,
  keyRotation,
  logRetention,
  networkNames,
  parameterText,
} from './compute-and-network.ts';
import type { Edit } from './edit.ts';
import {
  queueDeadLetters,
  queueFifo,
  queueRetention,
  queueVisibility,
  tableExpiry,
  tableKeys,
  tableProtection,
  tableRecovery,
  topicSubscription,
} from './queues-and-tables.ts';
import { accessLogs, blockPublic, encryption, retention, versioning } from './s3.ts';

const common: Edit[] = [rename, tag];

/** Every edit looks at the text; those that find their wish in it are made one after the other. */
export const edits: Record<WritableKind, { edits: Edit[]; can: string }> = {
  s3_bucket: {
    edits: [versioning, encryption, blockPublic, retention, accessLogs, ...common],
    can: 'versioning, encryption, blocking public access, lifecycle (expire or archive after a number of days), access logs to another bucket, name, tags',
  },
  sqs_queue: {
    edits: [queueDeadLetters, queueRetention, queueVisibility, queueFifo, ...common],
    can: 'retention, visibility timeout, a dead-letter queue, name, tags',
  },
  dynamodb_table: {
    edits: [tableRecovery, tableExpiry, tableProtection, tableKeys, ...common],
    can: 'point-in-time recovery, time to live, deletion protection, name, tags',
  },
  sns_topic: { edits: [topicSubscription, ...common], can: 'e-mail subscriptions, name, tags' },
  vpc: { edits: [networkNames, ...common], can: 'DNS host names, name, tags' },
  security_group: { edits: [groupPorts, ...common], can: 'opening and closing ports, name, tags' },
  ec2_instance: { edits: [instanceSize, instanceDisk, ...common], can: 'instance type, disk size, name, tags' },
  iam_role: { edits: common, can: 'name and tags' },
  log_group: { edits: [logRetention, ...common], can: 'retention, name, tags' },
  kms_key: { edits: [keyRotation, tag], can: 'rotation and tags' },
  ecr_repository: { edits: [imageScan, imageTags, ...common], can: 'scanning, immutable tags, name, tags' },
  ssm_parameter: { edits: [parameterText, ...common], can: 'value, name, tags' },
};
