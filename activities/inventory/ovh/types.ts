/** OVHcloud's types: what is kept of each. Attributes that end in `Urn` or `Urns` are filled in by the listing. */
import type { TypeRule } from '../type-rules.ts';

const inNetworks = { kind: 'runs_on', attribute: 'networkUrns' } as const;

export const ovhTypes = {
  publicCloudProject: { category: 'other', fields: { status: 'status', plan: 'planCode' } },
  'publicCloudProject/instance': {
    category: 'compute',
    fields: {
      status: 'status',
      flavor: 'flavorId',
      image: 'imageId',
      addresses: 'ipAddresses[].ip',
      plan: 'planCode',
    },
    edges: [inNetworks],
  },
  'publicCloudProject/volume': {
    category: 'storage',
    fields: { status: 'status', sizeGb: 'size', type: 'type', bootable: 'bootable' },
    edges: [{ kind: 'data', attribute: 'attachedToUrns', incoming: true }],
  },
  'publicCloudProject/snapshot': {
    category: 'storage',
    fields: { status: 'status', sizeGb: 'size' },
    edges: [{ kind: 'data', attribute: 'volumeUrn' }],
  },
  'publicCloudProject/network': {
    category: 'network',
    fields: { vlan: 'vlanId', status: 'status', regions: 'regions[].region' },
  },
  'publicCloudProject/network/subnet': {
    category: 'network',
    fields: { range: 'cidr', gateway: 'gatewayIp', dhcp: 'dhcpEnabled' },
  },
  'publicCloudProject/container': {
    category: 'storage',
    fields: { archive: 'archive', public: 'public', type: 'containerType' },
  },
  'publicCloudProject/bucket': { category: 'storage', fields: { host: 'virtualHost' } },
  'publicCloudProject/loadbalancer': {
    category: 'load_balancing',
    fields: { status: 'provisioningStatus', address: 'vipAddress', flavor: 'flavorId' },
    edges: [inNetworks],
  },
  'publicCloudProject/kube': {
    category: 'containers',
    fields: { status: 'status', version: 'version', url: 'url', updatePolicy: 'updatePolicy' },
    edges: [inNetworks, { kind: 'manages', attribute: 'instanceUrns' }],
  },
  'publicCloudProject/kube/nodepool': {
    category: 'containers',
    fields: {
      flavor: 'flavor',
      desired: 'desiredNodes',
      autoscale: 'autoscale',
      minimum: 'minNodes',
      maximum: 'maxNodes',
    },
  },
  'publicCloudProject/database': {
    category: 'database',
    fields: {
      status: 'status',
      engine: 'engine',
      version: 'version',
      plan: 'plan',
      flavor: 'flavor',
      nodes: 'nodeNumber',
      networkType: 'networkType',
    },
    edges: [inNetworks],
  },
  domain: { category: 'dns', fields: { nameServers: 'nameServerType', lock: 'transferLockStatus', offer: 'offer' } },
  dnsZone: { category: 'dns', fields: { nameServers: 'nameServers', anycast: 'hasDnsAnycast' } },
  dedicatedServer: {
    category: 'compute',
    fields: {
      state: 'state',
      datacenter: 'datacenter',
      range: 'commercialRange',
      os: 'os',
      ip: 'ip',
      reverse: 'reverse',
      rack: 'rack',
      serverId: 'serverId',
    },
  },
  vps: {
    category: 'compute',
    fields: {
      state: 'state',
      zone: 'zone',
      model: 'model.name',
      vcores: 'model.vcore',
      memoryMb: 'memoryLimit',
      netboot: 'netbootMode',
    },
  },
  ip: {
    category: 'network',
    fields: { type: 'type', country: 'country', additional: 'isAdditionalIp', routedTo: 'routedTo.serviceName' },
  },
  vrack: {
    category: 'network',
    edges: [
      { kind: 'network', attribute: 'projectUrns', incoming: true },
      { kind: 'network', attribute: 'serverUrns', incoming: true },
    ],
  },
} satisfies Record<string, TypeRule>;

export type OvhType = keyof typeof ovhTypes;
export const ovhType = (type: string): TypeRule =>
  (ovhTypes as Record<string, TypeRule>)[type] ?? { category: 'other' };
