/** Distributions and the origins that they fetch from. */
import {
  type Distribution,
  type DistributionConfig,
  GetDistributionCommand,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudfront';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { lastOf } from '../arn.ts';
import { byArn, inField } from '../edges.ts';
import { distributionArn, makeHostFinder } from '../hosts.ts';
import { type AwsAsk, awsKind } from '../kind.ts';

const frontOf = ({ clients }: AwsAsk) => clients.cloudFront();

/** Two small requests a distribution. */
export const distributions = awsKind<Pick<Distribution, 'Id' | 'DomainName'>>({
  kind: 'cloudfront.distributions',
  title: 'CloudFront distributions',
  service: 'cloudfront',
  nativeType: 'AWS::CloudFront::Distribution',
  category: 'cdn',
  place: 'global',
  arns: /^cloudfront:distribution\//,
  async list(ask) {
    const command = new ListDistributionsCommand({ MaxItems: within(ask.size, 1, 100), Marker: ask.cursor });
    const { DistributionList: found } = await frontOf(ask).send(command, { abortSignal: ask.signal });
    return { items: found?.Items, cursor: found?.IsTruncated ? found.NextMarker : undefined };
  },
  async one(ask, arn) {
    const { Distribution } = await frontOf(ask).send(new GetDistributionCommand({ Id: lastOf(arn) }), {
      abortSignal: ask.signal,
    });
    return Distribution;
  },
  async resource(ask, { Id = '', DomainName }) {
    const gaps: ResourceGaps = {};
    const Resource = distributionArn(ask, Id);
    const options = { abortSignal: ask.signal };
    const [answer, tags] = await Promise.all([
      readPart(gaps, 'attributes', () => frontOf(ask).send(new GetDistributionCommand({ Id }), options)),
      readPart(gaps, 'tags', () => frontOf(ask).send(new ListTagsForResourceCommand({ Resource }), options)),
    ]);
    const { Status: status, DistributionConfig: own } = answer?.Distribution ?? {};
    return {
      cloudId: Resource,
      name: own?.Aliases?.Items?.[0] ?? DomainName ?? Id,
      tags: tagsByKey(tags?.Tags?.Items),
      attributes: defined({
        id: Id,
        domainName: DomainName,
        aliases: own?.Aliases?.Items,
        enabled: own?.Enabled,
        status,
        comment: own?.Comment || undefined,
        priceClass: own?.PriceClass,
        httpVersion: own?.HttpVersion,
        viewerProtocol: own?.DefaultCacheBehavior?.ViewerProtocolPolicy,
        minimumTls: own?.ViewerCertificate?.MinimumProtocolVersion,
        certificate: own?.ViewerCertificate?.ACMCertificateArn || undefined,
        firewall: own?.WebACLId || undefined,
        origins: own && (await originsOf(ask, own, gaps)),
      }),
      ...withGaps(gaps),
    };
  },
  rules: [
    { name: 'aws.cloudfront.distribution.origin', kind: 'routes_to', field: 'origins', to: inField('target', byArn) },
    { name: 'aws.cloudfront.distribution.certificate', kind: 'iam', field: 'certificate', to: byArn },
    { name: 'aws.cloudfront.distribution.firewall', kind: 'network', field: 'firewall', to: byArn },
  ],
});

/** Headers that are sent along to an origin are left out: they are how origins know their distribution. */
async function originsOf(ask: AwsAsk, { Origins }: Pick<DistributionConfig, 'Origins'>, gaps: ResourceGaps) {
  const find = makeHostFinder(ask);
  const found = [];
  for (const { Id, DomainName } of Origins?.Items ?? []) {
    const target = DomainName ? await readPart(gaps, 'origins', () => find(DomainName)) : undefined;
    found.push(defined({ id: Id, domainName: DomainName, target: target ?? undefined }));
  }
  return found;
}
