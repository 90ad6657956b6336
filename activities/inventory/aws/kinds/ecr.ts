/** Image repositories. Images come and go with each build. */
import { DescribeRepositoriesCommand, ListTagsForResourceCommand, type Repository } from '@aws-sdk/client-ecr';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { tailOf } from '../arn.ts';
import { byKey } from '../edges.ts';
import { awsKind } from '../kind.ts';

export const repositories = awsKind<Repository>({
  kind: 'ecr.repositories',
  title: 'ECR repositories',
  service: 'ecr',
  nativeType: 'AWS::ECR::Repository',
  category: 'containers',
  place: 'region',
  arns: /^ecr:repository\//,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new DescribeRepositoriesCommand({ maxResults: within(size, 1, 1000), nextToken: cursor });
    const { repositories, nextToken } = await clients.ecr(endpointRegion).send(command, { abortSignal: signal });
    return { items: repositories, cursor: nextToken };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeRepositoriesCommand({ repositoryNames: [tailOf(arn)] });
    const { repositories } = await clients.ecr(endpointRegion).send(command, { abortSignal: signal });
    return repositories?.[0];
  },
  async resource({ clients, endpointRegion, signal }, repository) {
    const gaps = {};
    const resourceArn = repository.repositoryArn ?? '';
    const answer = await readPart(gaps, 'tags', () =>
      clients.ecr(endpointRegion).send(new ListTagsForResourceCommand({ resourceArn }), { abortSignal: signal }),
    );
    return {
      cloudId: resourceArn,
      name: repository.repositoryName ?? '',
      tags: tagsByKey(answer?.tags),
      createdAt: isoTime(repository.createdAt),
      ...withGaps(gaps),
      attributes: defined({
        uri: repository.repositoryUri,
        mutability: repository.imageTagMutability,
        scanOnPush: repository.imageScanningConfiguration?.scanOnPush,
        encryption: repository.encryptionConfiguration?.encryptionType,
        kmsKey: repository.encryptionConfiguration?.kmsKey,
      }),
    };
  },
  rules: [{ name: 'aws.ecr.repository.key', kind: 'iam', field: 'kmsKey', to: byKey }],
});
