/** Names and settings of secrets. Their values are never asked for. */
import { DescribeSecretCommand, ListSecretsCommand, type SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { byKey } from '../edges.ts';
import { awsKind } from '../kind.ts';
import { byFunction } from './lambda.ts';

export const secretNames = awsKind<SecretListEntry>({
  kind: 'secretsmanager.secrets',
  title: 'names of secrets',
  service: 'secretsmanager',
  nativeType: 'AWS::SecretsManager::Secret',
  category: 'secrets',
  place: 'region',
  arns: /^secretsmanager:secret:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new ListSecretsCommand({ MaxResults: within(size, 1, 100), NextToken: cursor });
    const { SecretList, NextToken } = await clients.secrets(endpointRegion).send(command, { abortSignal: signal });
    return { items: SecretList, cursor: NextToken };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeSecretCommand({ SecretId: arn });
    const found = await clients.secrets(endpointRegion).send(command, { abortSignal: signal });
    return found.DeletedDate ? undefined : found;
  },
  resource: (_, secret) => ({
    cloudId: secret.ARN ?? '',
    name: secret.Name ?? '',
    tags: tagsByKey(secret.Tags),
    createdAt: isoTime(secret.CreatedDate),
    attributes: defined({
      description: secret.Description || undefined,
      kmsKey: secret.KmsKeyId,
      rotation: secret.RotationEnabled ?? false,
      rotationDays: secret.RotationRules?.AutomaticallyAfterDays,
      rotatedBy: secret.RotationLambdaARN,
      owningService: secret.OwningService,
      primaryRegion: secret.PrimaryRegion,
    }),
  }),
  rules: [
    { name: 'aws.secretsmanager.secret.key', kind: 'iam', field: 'kmsKey', to: byKey },
    { name: 'aws.secretsmanager.secret.rotation', kind: 'routes_to', field: 'rotatedBy', to: byFunction },
  ],
});
