/** What lies in a public cloud project. Shapes: https://eu.api.ovh.com/console/?section=%2Fcloud */
import { textAt } from '../json-fields.ts';
import type { Found, Item, Listing, More, Reading } from './listing.ts';
import { inNetworks } from './networks.ts';
import type { OvhType } from './types.ts';

const id = (item: Item) => textAt(item, 'id') ?? '';
const name = (item: Item) => textAt(item, 'name');

/** @param place below the project, and in the urn */
const listing = (place: string, type: OvhType, path: string, rest: Partial<Listing> = {}): Listing => ({
  type,
  of: 'project',
  path: ({ account }) => `/cloud/project/${account}/${path}`,
  shape: 'objects',
  id,
  name,
  urn: (urns, { account }, one) => urns.inProject(account, place, one),
  ...rest,
});

export const projectListings: Record<string, Listing> = {
  'cloud.instances': listing('instance', 'publicCloudProject/instance', 'instance', {
    more: inNetworks('ipAddresses[].networkId'),
  }),
  'cloud.volumes': listing('volume', 'publicCloudProject/volume', 'volume', {
    async more({ urns, scope }, { attachedTo }) {
      if (!Array.isArray(attachedTo) || attachedTo.length === 0) return {};
      return {
        facts: {
          attachedToUrns: attachedTo.map((one) => urns.inProject(scope.account, 'instance', String(one))).sort(),
        },
      };
    },
  }),
  'cloud.snapshots': listing('snapshot', 'publicCloudProject/snapshot', 'volume/snapshot', {
    async more({ urns, scope }, item) {
      const volume = textAt(item, 'volumeId');
      return volume ? { facts: { volumeUrn: urns.inProject(scope.account, 'volume', volume) } } : {};
    },
  }),
  'cloud.networks': listing('network', 'publicCloudProject/network', 'network/private', { more: subnetsOf }),
  'cloud.containers': listing('container', 'publicCloudProject/container', 'storage'),
  'cloud.kube': listing('kube', 'publicCloudProject/kube', 'kube', { shape: 'ids', more: clusterParts }),
  'cloud.databases': listing('database', 'publicCloudProject/database', 'database/service', {
    shape: 'ids',
    name: (item) => textAt(item, 'description') || textAt(item, 'id'),
    more: inNetworks('networkId'),
  }),
  'cloud.buckets': listing('bucket', 'publicCloudProject/bucket', '', {
    of: { service: ['storage-s3-standard', 'storage-s3-high-perf'] },
    path: ({ account, region }) => `/cloud/project/${account}/region/${region}/storage`,
    id: (item) => textAt(item, 'name') ?? '',
    // Names of buckets are given once a region.
    urn: (urns, { account, region }, one) => urns.inProject(account, 'bucket', `${region.toLowerCase()}/${one}`),
  }),
  'cloud.loadbalancers': listing('loadbalancer', 'publicCloudProject/loadbalancer', '', {
    of: { service: ['octavialoadbalancer'] },
    path: ({ account, region }) => `/cloud/project/${account}/region/${region}/loadbalancing/loadbalancer`,
    more: inNetworks('vipNetworkId'),
  }),
};

async function subnetsOf({ get, scope, urns }: Reading, _item: Item, network: string): Promise<More> {
  const subnets = await get<Item[]>(`/cloud/project/${scope.account}/network/private/${network}/subnet`);
  const children = subnets.map((item): Found => {
    const urn = `${urns.inProject(scope.account, 'network', network)}/subnet/${id(item)}`;
    return { type: 'publicCloudProject/network/subnet', urn, item, name: textAt(item, 'cidr') };
  });
  return { children };
}

async function clusterParts(reading: Reading, item: Item, cluster: string): Promise<More> {
  const { get, scope, urns } = reading;
  const path = `/cloud/project/${scope.account}/kube/${cluster}`;
  const pools = await get<Item[]>(`${path}/nodepool`);
  const nodes = await get<{ instanceId?: string }[]>(`${path}/node`);
  const networks = await inNetworks('privateNetworkId')(reading, item);
  const instanceUrns = nodes
    .flatMap(({ instanceId }) => instanceId ?? [])
    .map((instance) => urns.inProject(scope.account, 'instance', instance))
    .sort();
  const children = pools.map((pool): Found => {
    const urn = `${urns.inProject(scope.account, 'kube', cluster)}/nodepool/${id(pool)}`;
    return { type: 'publicCloudProject/kube/nodepool', urn, item: pool, name: name(pool) };
  });
  return { ...networks, facts: { ...networks.facts, ...(instanceUrns.length > 0 ? { instanceUrns } : {}) }, children };
}
