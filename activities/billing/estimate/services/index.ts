import { auroraRules } from './aurora.ts';
import { cacheRules } from './caches.ts';
import { containerRules } from './containers.ts';
import { dataRules } from './data.ts';
import { dynamodbRules } from './dynamodb.ts';
import { edgeRules } from './edge.ts';
import { groupRules } from './groups.ts';
import { instanceRules } from './instances.ts';
import { networkRules } from './network.ts';
import { operationRules } from './operations.ts';
import { rdsRules } from './rds.ts';
import type { Rule } from './rule.ts';
import { s3Rules } from './s3.ts';
import { serverlessRules } from './serverless.ts';
import { volumeRules } from './volumes.ts';

/** By resource type. */
export const rules: Readonly<Record<string, Rule>> = {
  ...instanceRules,
  ...groupRules,
  ...volumeRules,
  ...containerRules,
  ...networkRules,
  ...rdsRules,
  ...auroraRules,
  ...dynamodbRules,
  ...cacheRules,
  ...s3Rules,
  ...serverlessRules,
  ...operationRules,
  ...dataRules,
  ...edgeRules,
};
