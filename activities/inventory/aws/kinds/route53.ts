/** Zones and the records in them. */
import {
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  type ResourceRecordSet,
  type RRType,
} from '@aws-sdk/client-route-53';
import { z } from 'zod';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { lastOf, parseArn } from '../arn.ts';
import { byArn, type EndOf } from '../edges.ts';
import { makeHostFinder, plainHost } from '../hosts.ts';
import { type AwsAsk, awsKind, type Found } from '../kind.ts';
import { listNested } from '../nested.ts';

const dnsOf = ({ clients }: AwsAsk) => clients.route53();
const zoneId = (zone: HostedZone) => lastOf(zone.Id ?? '');
const zoneArn = (partition: string, id: string) => `arn:${partition}:route53:::hostedzone/${id}`;

async function listZones(ask: AwsAsk, MaxItems: number, Marker: string | undefined): Promise<Found<HostedZone>> {
  const command = new ListHostedZonesCommand({ MaxItems, Marker });
  const answer = await dnsOf(ask).send(command, { abortSignal: ask.signal });
  return { items: answer.HostedZones, cursor: answer.IsTruncated ? answer.NextMarker : undefined };
}

export const zones = awsKind<HostedZone>({
  kind: 'route53.zones',
  title: 'Route 53 zones',
  service: 'route53',
  nativeType: 'AWS::Route53::HostedZone',
  category: 'dns',
  place: 'global',
  arns: /^route53:hostedzone\/[^/]+$/,
  list: (ask) => listZones(ask, within(ask.size, 1, 100), ask.cursor),
  one: async (ask, arn) =>
    (await dnsOf(ask).send(new GetHostedZoneCommand({ Id: lastOf(arn) }), { abortSignal: ask.signal })).HostedZone,
  async resource(ask, zone) {
    const gaps = {};
    const tags = await readPart(gaps, 'tags', () =>
      dnsOf(ask).send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: zoneId(zone) }), {
        abortSignal: ask.signal,
      }),
    );
    return {
      cloudId: zoneArn(ask.partition, zoneId(zone)),
      name: plainHost(zone.Name ?? ''),
      tags: tagsByKey(tags?.ResourceTagSet?.Tags),
      ...withGaps(gaps),
      attributes: defined({
        id: zoneId(zone),
        private: zone.Config?.PrivateZone,
        comment: zone.Config?.Comment || undefined,
        records: zone.ResourceRecordSetCount,
      }),
    };
  },
  rules: [],
});

type ZoneRecord = { zone: string; record: ResourceRecordSet; target: string | undefined; gaps: ResourceGaps };

/** Where the next page of a zone begins. */
const RecordPlace = z.object({ name: z.string(), type: z.string(), set: z.string().optional() });

const byZone: EndOf = (id, { partition }) => (typeof id === 'string' ? zoneArn(partition, id) : undefined);

/**
 * A record has no ARN in AWS. Here it has one below its zone's: `hostedzone/Z1/recordset/A/www.example.com`, with the
 * name of its set behind it where several share name and type. Texts are left out: they hold proofs and keys.
 */
export const records = awsKind<ZoneRecord>({
  kind: 'route53.records',
  title: 'Route 53 records',
  service: 'route53',
  nativeType: 'AWS::Route53::RecordSet',
  category: 'dns',
  place: 'global',
  arns: /^route53:hostedzone\/[^/]+\/recordset\//,
  list: (ask) =>
    listNested<HostedZone, ZoneRecord>(ask.cursor, {
      parents: (cursor) => listZones(ask, 1, cursor),
      children: (zone, cursor) => listRecords(ask, zoneId(zone), cursor),
    }),
  async one(ask, arn) {
    const [, zone = '', , type = '', name = '', set] = parseArn(arn)?.resource.split('/') ?? [];
    const cursor = JSON.stringify({ type, name: decodeURIComponent(name), set: set && decodeURIComponent(set) });
    const { items = [] } = await listRecords({ ...ask, size: 1 }, zone, cursor);
    return items[0];
  },
  resource: (ask, { zone, record, target, gaps }) => {
    const name = plainHost(record.Name ?? '');
    // Names of records may hold slashes, and those of sets anything.
    const place = [name, ...(record.SetIdentifier ? [record.SetIdentifier] : [])].map(encodeURIComponent);
    return {
      cloudId: `${zoneArn(ask.partition, zone)}/recordset/${record.Type}/${place.join('/')}`,
      name,
      tags: {},
      ...withGaps(gaps),
      attributes: defined({
        zoneId: zone,
        type: record.Type,
        ttlSeconds: record.TTL,
        values: record.Type === 'TXT' ? undefined : record.ResourceRecords?.flatMap(({ Value }) => Value ?? []),
        aliasOf: record.AliasTarget?.DNSName && plainHost(record.AliasTarget.DNSName),
        target,
        set: record.SetIdentifier,
        weight: record.Weight,
        latencyRegion: record.Region,
        failover: record.Failover,
        healthCheckId: record.HealthCheckId,
      }),
    };
  },
  rules: [
    { name: 'aws.route53.record.zone', kind: 'contains', field: 'zoneId', from: byZone },
    { name: 'aws.route53.record.target', kind: 'routes_to', field: 'target', to: byArn },
  ],
});

async function listRecords(ask: AwsAsk, zone: string, cursor: string | undefined): Promise<Found<ZoneRecord>> {
  const place = cursor === undefined ? undefined : RecordPlace.parse(JSON.parse(cursor));
  const command = new ListResourceRecordSetsCommand({
    HostedZoneId: zone,
    MaxItems: within(ask.size, 1, 300),
    StartRecordName: place?.name,
    StartRecordType: place?.type as RRType | undefined,
    StartRecordIdentifier: place?.set,
  });
  const answer = await dnsOf(ask).send(command, { abortSignal: ask.signal });
  const find = makeHostFinder(ask);
  const items: ZoneRecord[] = [];
  for (const record of answer.ResourceRecordSets ?? []) {
    const gaps: ResourceGaps = {};
    const host =
      record.AliasTarget?.DNSName ?? (record.Type === 'CNAME' ? record.ResourceRecords?.[0]?.Value : undefined);
    const target = host ? await readPart(gaps, 'target', () => find(host, record.Name)) : undefined;
    items.push({ zone, record, target: target ?? undefined, gaps });
  }
  const next = { name: answer.NextRecordName, type: answer.NextRecordType, set: answer.NextRecordIdentifier };
  return { items, cursor: answer.IsTruncated && next.name ? JSON.stringify(next) : undefined };
}
