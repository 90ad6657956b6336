/** A customer account with one public cloud project, and as many virtual servers as a test likes. */
import type { OvhStubState } from './server.ts';

export const project = '0123456789abcdef0123456789abcdef';
export const account = 'ab12345-ovh';
/** In places of the answers that nothing may come out of. */
export const canary = 'canary-7d90aa';

const cloud = `/cloud/project/${project}`;
const network = 'pn-1001_0';
const openstackNetwork = 'aaaaaaaa-1111-2222-3333-444444444444';
const iam = { iam: { id: 'x', urn: 'x', tags: { team: 'core' } } };

const projectPaths = {
  '/cloud/project': [project, 'ffffffffffffffffffffffffffffffff'],
  [cloud]: { project_id: project, description: 'Shop', status: 'ok', planCode: 'project.2018', ...iam },
  '/cloud/project/ffffffffffffffffffffffffffffffff': {
    project_id: 'ffffffffffffffffffffffffffffffff',
    status: 'suspended',
  },
  [`${cloud}/region`]: ['GRA', 'GRA11'],
  [`${cloud}/region/GRA`]: { name: 'GRA', services: [{ name: 'storage-s3-standard', status: 'UP' }] },
  [`${cloud}/region/GRA11`]: { name: 'GRA11', services: [{ name: 'octavialoadbalancer', status: 'UP' }] },
  [`${cloud}/instance`]: [
    {
      id: 'i-1',
      name: 'web',
      region: 'GRA11',
      status: 'ACTIVE',
      flavorId: 'f-1',
      created: '2026-03-01T10:00:00Z',
      rescuePassword: canary,
      ipAddresses: [
        { ip: '10.0.0.5', networkId: openstackNetwork },
        { ip: '51.1.2.3', networkId: 'public' },
      ],
    },
  ],
  [`${cloud}/volume`]: [{ id: 'v-1', name: 'data', region: 'GRA11', size: 50, attachedTo: ['i-1'], status: 'in-use' }],
  [`${cloud}/volume/snapshot`]: [{ id: 's-1', name: 'nightly', region: 'GRA11', volumeId: 'v-1', size: 50 }],
  [`${cloud}/network/private`]: [
    {
      id: network,
      name: 'back',
      vlanId: 12,
      status: 'ACTIVE',
      regions: [{ region: 'GRA11', openstackId: openstackNetwork }],
    },
  ],
  [`${cloud}/network/private/${network}/subnet`]: [{ id: 'sub-1', cidr: '10.0.0.0/24', dhcpEnabled: true }],
  [`${cloud}/storage`]: [{ id: 'c-1', name: 'files', region: 'GRA', storedBytes: 5, public: false }],
  [`${cloud}/kube`]: ['k-1'],
  [`${cloud}/kube/k-1`]: {
    id: 'k-1',
    name: 'apps',
    region: 'GRA11',
    version: '1.34',
    privateNetworkId: openstackNetwork,
  },
  [`${cloud}/kube/k-1/nodepool`]: [{ id: 'np-1', name: 'pool', flavor: 'b3-8', desiredNodes: 1 }],
  [`${cloud}/kube/k-1/node`]: [{ id: 'n-1', instanceId: 'i-1' }],
  [`${cloud}/database/service`]: ['d-1'],
  [`${cloud}/database/service/d-1`]: {
    id: 'd-1',
    description: 'orders',
    engine: 'postgresql',
    version: '17',
    networkId: openstackNetwork,
    endpoints: [{ uri: canary }],
  },
  [`${cloud}/region/GRA/storage`]: [
    { name: 'assets', region: 'GRA', virtualHost: 'https://assets.s3.gra.io.cloud.ovh.net/' },
  ],
  [`${cloud}/region/GRA11/loadbalancing/loadbalancer`]: [
    { id: 'lb-1', name: 'front', region: 'GRA11', vipNetworkId: openstackNetwork, vipAddress: '10.0.0.9' },
  ],
};

const accountPaths = {
  '/me': { nichandle: account, email: canary },
  '/auth/currentCredential': { credentialId: 42, applicationId: 7, status: 'validated' },
  '/domain': ['example.org'],
  '/domain/example.org': { domain: 'example.org', nameServerType: 'hosted' },
  '/domain/zone': ['example.org'],
  '/domain/zone/example.org': { name: 'example.org', nameServers: ['ns1.ovh.net'] },
  '/dedicated/server': ['ns123.ip-1-2-3.eu'],
  '/dedicated/server/ns123.ip-1-2-3.eu': { name: 'ns123.ip-1-2-3.eu', datacenter: 'gra3', rescueMail: canary },
  '/ip': ['51.9.8.7/32'],
  '/ip/51.9.8.7/32': { ip: '51.9.8.7/32', type: 'failover', routedTo: { serviceName: 'vps-0.vps.ovh.net' } },
  '/vrack': ['pn-77'],
  '/vrack/pn-77': { name: 'core' },
  '/vrack/pn-77/cloudProject': [project],
  '/vrack/pn-77/dedicatedServer': ['ns123.ip-1-2-3.eu'],
};

export function ovhState(servers: number): OvhStubState {
  const names = Array.from({ length: servers }, (_, n) => `vps-${n}.vps.ovh.net`);
  const vps = names.map((name) => [`/vps/${name}`, { name, state: 'running', zone: 'os-gra2', ...iam }] as const);
  return {
    applicationKey: 'app-key',
    applicationSecret: `app-${canary}`,
    consumerKey: `consumer-${canary}`,
    clockAhead: 900,
    paths: { ...projectPaths, ...accountPaths, '/vps': names, ...Object.fromEntries(vps) },
    forbidden: [],
    lapsed: [],
  };
}

const inProject = (path: string) => `urn:v1:eu:resource:publicCloudProject:${project}/${path}`;
export const expectedUrns = (servers: number): string[] =>
  [
    `urn:v1:eu:resource:publicCloudProject:${project}`,
    'urn:v1:eu:resource:publicCloudProject:ffffffffffffffffffffffffffffffff',
    ...[
      'instance/i-1',
      'volume/v-1',
      'snapshot/s-1',
      `network/${network}`,
      `network/${network}/subnet/sub-1`,
      'container/c-1',
      'kube/k-1',
      'kube/k-1/nodepool/np-1',
      'database/d-1',
      'bucket/gra/assets',
      'loadbalancer/lb-1',
    ].map(inProject),
    'urn:v1:eu:resource:domain:example.org',
    'urn:v1:eu:resource:dnsZone:example.org',
    'urn:v1:eu:resource:dedicatedServer:ns123.ip-1-2-3.eu',
    'urn:v1:eu:resource:ip:51.9.8.7/32',
    'urn:v1:eu:resource:vrack:pn-77',
    ...Array.from({ length: servers }, (_, n) => `urn:v1:eu:resource:vps:vps-${n}.vps.ovh.net`),
  ].sort();
