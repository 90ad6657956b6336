/** Distributions and the origins that they fetch from. */
import {
  type DistributionSummary,
  GetDistributionCommand,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudfront';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { lastOf } from '../arn.ts';
import { byArn, inField } from '../edges.ts';
import { makeHostFinder } from '../hosts.ts';
import { type AwsAsk, awsKind } from '../kind.ts';

/** What the listing and the call for one have in common. */
type Distribution = Partial<
  Pick<
    DistributionSummary,
    | 'ARN'
    | 'DomainName'
    | 'Status'
    | 'Enabled'
    | 'Aliases'
    | 'Origins'
    | 'PriceClass'
    | 'HttpVersion'
    | 'WebACLId'
    | 'Comment'
    | 'ViewerCertificate'
  >
> & { DefaultCacheBehavior?: { ViewerProtocolPolicy: string | undefined } | undefined };

const frontOf = ({ clients }: AwsAsk) => clients.cloudFront();

export const distributions = awsKind<Distribution>({
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
    const command = new GetDistributionCommand({ Id: lastOf(arn) });
    const { Distribution: found } = await frontOf(ask).send(command, { abortSignal: ask.signal });
    const { ARN, DomainName, Status, DistributionConfig } = found ?? {};
    return DistributionConfig && { ...DistributionConfig, ARN, DomainName, Status };
  },
  async resource(ask, own) {
    const gaps: ResourceGaps = {};
    const Resource = own.ARN ?? '';
    const read = () => frontOf(ask).send(new ListTagsForResourceCommand({ Resource }), { abortSignal: ask.signal });
    const tags = await readPart(gaps, 'tags', read);
    return {
      cloudId: Resource,
      name: own.Aliases?.Items?.[0] ?? own.DomainName ?? '',
      tags: tagsByKey(tags?.Tags?.Items),
      attributes: defined({
        id: lastOf(Resource),
        domainName: own.DomainName,
        aliases: own.Aliases?.Items,
        enabled: own.Enabled,
        status: own.Status,
        comment: own.Comment || undefined,
        priceClass: own.PriceClass,
        httpVersion: own.HttpVersion,
        viewerProtocol: own.DefaultCacheBehavior?.ViewerProtocolPolicy,
        minimumTls: own.ViewerCertificate?.MinimumProtocolVersion,
        certificate: own.ViewerCertificate?.ACMCertificateArn,
        firewall: own.WebACLId || undefined,
        origins: await originsOf(ask, own, gaps),
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
async function originsOf(ask: AwsAsk, { Origins }: Distribution, gaps: ResourceGaps) {
  const find = makeHostFinder(ask);
  const found = [];
  for (const { Id, DomainName } of Origins?.Items ?? []) {
    const target = DomainName ? await readPart(gaps, 'origins', () => find(DomainName)) : undefined;
    found.push(defined({ id: Id, domainName: DomainName, target: target ?? undefined }));
  }
  return found;
}
