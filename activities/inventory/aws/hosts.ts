/** From the host names that DNS records and distributions point to, to the resources behind them. */
import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsErrorFacts } from '../../clouds/aws/failures.ts';
import type { AwsAsk } from './kind.ts';

/** `name-1234.eu-central-1.elb.amazonaws.com`, or for a network load balancer `name-1234.elb.eu-central-1.…`. */
const balancerHost =
  /^(?:dualstack\.)?(?:internal-)?(?<name>[a-z0-9-]+)-[a-z0-9]+\.(?:(?<region>[a-z0-9-]+)\.elb|elb\.(?<netRegion>[a-z0-9-]+))\.amazonaws\.com(?:\.cn)?$/;
const bucketHost = /^(?<bucket>[a-z0-9.-]+?)\.s3(?:[.-](?:website[.-])?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;
const websiteHost = /^s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/** Built, as not everything that speaks this API spells it right. */
export const distributionArn = ({ partition, account }: Pick<AwsAsk, 'partition' | 'account'>, id: string): string =>
  `arn:${partition}:cloudfront::${account}:distribution/${id}`;

/** Without a final dot and in lower case, as hosts are compared. */
export const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');

/**
 * Finds the ARN behind a host name, if a resource of this account is. Remembers what it asked, so one is made a page.
 *
 * @param asker the record's own name: a website of a bucket is served at the name of the bucket
 */
export function makeHostFinder(ask: AwsAsk) {
  const balancers = new Map<string, Promise<string | undefined>>();
  let distributions: Promise<Map<string, string>> | undefined;

  return async (host: string, asker?: string): Promise<string | undefined> => {
    const plain = plainHost(host);
    if (websiteHost.test(plain)) return asker && `arn:${ask.partition}:s3:::${plainHost(asker)}`;
    const bucket = bucketHost.exec(plain)?.groups?.bucket;
    if (bucket) return `arn:${ask.partition}:s3:::${bucket}`;
    if (plain.endsWith('.cloudfront.net')) {
      distributions ??= listDistributions(ask);
      return (await distributions).get(plain);
    }
    const { name, region, netRegion } = balancerHost.exec(plain)?.groups ?? {};
    const place = region ?? netRegion;
    if (!name || !place) return undefined;
    const known = balancers.get(plain) ?? findBalancer(ask, plain.replace(/^dualstack\./, ''), name, place);
    balancers.set(plain, known);
    return known;
  };
}

async function findBalancer(ask: AwsAsk, host: string, name: string, region: string): Promise<string | undefined> {
  const command = new DescribeLoadBalancersCommand({ Names: [name] });
  try {
    const { LoadBalancers } = await ask.clients.elb(region).send(command, { abortSignal: ask.signal });
    // Another one may have the name today.
    return LoadBalancers?.find(({ DNSName }) => plainHost(DNSName ?? '') === host)?.LoadBalancerArn;
  } catch (error) {
    if (awsErrorFacts(error).name.startsWith('LoadBalancerNotFound')) return undefined;
    throw error;
  }
}

async function listDistributions(ask: AwsAsk): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let Marker: string | undefined;
  do {
    const command = new ListDistributionsCommand({ Marker, MaxItems: 100 });
    const { DistributionList } = await ask.clients.cloudFront().send(command, { abortSignal: ask.signal });
    for (const { DomainName, Id } of DistributionList?.Items ?? []) {
      if (DomainName && Id) found.set(plainHost(DomainName), distributionArn(ask, Id));
    }
    Marker = DistributionList?.IsTruncated ? DistributionList.NextMarker : undefined;
  } while (Marker);
  return found;
}
