/**
 * Google's types: what is kept of each, from the resource's own representation. Never metadata of instances, environment
 * variables or connection strings.
 */
import type { ResourceCategory } from '../../../db/model/estate.ts';
import type { EdgeRule, TypeRule } from '../type-rules.ts';

/** Where other things are named, and whose relative names are used there. */
export type Reference = { path: string; service: string };
export type GcpType = TypeRule & { references?: Record<string, Reference> };

const compute = (path: string): Reference => ({ path, service: 'compute.googleapis.com' });
const inNetwork: EdgeRule[] = [
  { kind: 'runs_on', attribute: 'networks' },
  { kind: 'runs_on', attribute: 'subnetworks' },
];

export const gcpTypes: Record<string, GcpType> = {
  'compute.googleapis.com/Instance': {
    category: 'compute',
    fields: {
      status: 'status',
      machineType: 'machineType',
      cpuPlatform: 'cpuPlatform',
      deletionProtection: 'deletionProtection',
      privateIps: 'networkInterfaces[].networkIP',
      networkTags: 'tags.items',
      serviceAccounts: 'serviceAccounts[].email',
    },
    references: {
      networks: compute('networkInterfaces[].network'),
      subnetworks: compute('networkInterfaces[].subnetwork'),
      disks: compute('disks[].source'),
    },
    edges: [...inNetwork, { kind: 'data', attribute: 'disks' }],
  },
  'compute.googleapis.com/Disk': {
    category: 'storage',
    fields: { status: 'status', sizeGb: 'sizeGb', type: 'type' },
    references: { snapshot: compute('sourceSnapshot'), image: compute('sourceImage') },
    edges: [
      { kind: 'data', attribute: 'snapshot' },
      { kind: 'data', attribute: 'image' },
    ],
  },
  'compute.googleapis.com/Snapshot': {
    category: 'storage',
    fields: { status: 'status', sizeGb: 'diskSizeGb' },
    references: { disk: compute('sourceDisk') },
    edges: [{ kind: 'data', attribute: 'disk' }],
  },
  'compute.googleapis.com/Network': {
    category: 'network',
    fields: { routing: 'routingConfig.routingMode', automatic: 'autoCreateSubnetworks' },
    references: { peers: compute('peerings[].network') },
    edges: [{ kind: 'network', attribute: 'peers' }],
  },
  'compute.googleapis.com/Subnetwork': {
    category: 'network',
    fields: { range: 'ipCidrRange', privateAccess: 'privateIpGoogleAccess' },
    references: { network: compute('network') },
    edges: [{ kind: 'contains', attribute: 'network', incoming: true }],
  },
  'compute.googleapis.com/Firewall': {
    category: 'network',
    fields: {
      direction: 'direction',
      priority: 'priority',
      disabled: 'disabled',
      sources: 'sourceRanges',
      sourceTags: 'sourceTags',
      targetTags: 'targetTags',
      allowed: 'allowed[].IPProtocol',
    },
    references: { networks: compute('network') },
    edges: inNetwork,
  },
  'compute.googleapis.com/Address': {
    category: 'network',
    fields: { address: 'address', type: 'addressType', status: 'status' },
    references: { users: compute('users') },
    edges: [{ kind: 'network', attribute: 'users', incoming: true }],
  },
  'compute.googleapis.com/ForwardingRule': {
    category: 'load_balancing',
    fields: { address: 'IPAddress', scheme: 'loadBalancingScheme', ports: 'ports' },
    references: { target: compute('target'), backend: compute('backendService'), networks: compute('network') },
    edges: [
      { kind: 'routes_to', attribute: 'target' },
      { kind: 'routes_to', attribute: 'backend' },
    ],
  },
  'compute.googleapis.com/BackendService': {
    category: 'load_balancing',
    fields: { protocol: 'protocol' },
    references: { groups: compute('backends[].group'), checks: compute('healthChecks') },
    edges: [{ kind: 'routes_to', attribute: 'groups' }],
  },
  'compute.googleapis.com/InstanceGroupManager': {
    category: 'compute',
    fields: { size: 'targetSize' },
    references: { group: compute('instanceGroup'), template: compute('instanceTemplate') },
    edges: [
      { kind: 'manages', attribute: 'group' },
      { kind: 'data', attribute: 'template' },
    ],
  },
  'container.googleapis.com/Cluster': {
    category: 'containers',
    fields: { status: 'status', version: 'currentMasterVersion', autopilot: 'autopilot.enabled' },
    references: { networks: compute('networkConfig.network'), subnetworks: compute('networkConfig.subnetwork') },
    edges: inNetwork,
  },
  'container.googleapis.com/NodePool': {
    category: 'containers',
    fields: { status: 'status', version: 'version', machineType: 'config.machineType' },
    references: { groups: compute('instanceGroupUrls') },
    edges: [{ kind: 'manages', attribute: 'groups' }],
  },
  'sqladmin.googleapis.com/Instance': {
    category: 'database',
    fields: {
      state: 'state',
      version: 'databaseVersion',
      tier: 'settings.tier',
      availability: 'settings.availabilityType',
      publicIp: 'settings.ipConfiguration.ipv4Enabled',
    },
    references: { networks: compute('settings.ipConfiguration.privateNetwork') },
    edges: inNetwork,
  },
  'storage.googleapis.com/Bucket': {
    category: 'storage',
    fields: {
      class: 'storageClass',
      versioning: 'versioning.enabled',
      publicAccess: 'iamConfiguration.publicAccessPrevention',
      uniformAccess: 'iamConfiguration.uniformBucketLevelAccess.enabled',
    },
  },
  'run.googleapis.com/Service': {
    category: 'serverless',
    fields: {
      images: 'spec.template.spec.containers[].image',
      serviceAccounts: 'spec.template.spec.serviceAccountName',
    },
  },
  'cloudfunctions.googleapis.com/Function': {
    category: 'serverless',
    fields: { state: 'state', runtime: 'buildConfig.runtime', serviceAccounts: 'serviceConfig.serviceAccountEmail' },
  },
  'pubsub.googleapis.com/Topic': { category: 'messaging' },
  'pubsub.googleapis.com/Subscription': {
    category: 'messaging',
    references: {
      topic: { path: 'topic', service: 'pubsub.googleapis.com' },
      deadLetters: { path: 'deadLetterPolicy.deadLetterTopic', service: 'pubsub.googleapis.com' },
    },
    edges: [
      { kind: 'data', attribute: 'topic' },
      { kind: 'data', attribute: 'deadLetters' },
    ],
  },
  'iam.googleapis.com/ServiceAccount': { category: 'identity', fields: { email: 'email', disabled: 'disabled' } },
  'secretmanager.googleapis.com/Secret': { category: 'secrets', fields: { expires: 'expireTime' } },
  'redis.googleapis.com/Instance': {
    category: 'cache',
    fields: { state: 'state', tier: 'tier', version: 'redisVersion', memoryGb: 'memorySizeGb' },
    references: { networks: compute('authorizedNetwork') },
    edges: inNetwork,
  },
};

/** For types without a rule of their own, by the service. */
const services: Record<string, ResourceCategory> = {
  compute: 'compute',
  container: 'containers',
  artifactregistry: 'containers',
  run: 'serverless',
  cloudfunctions: 'serverless',
  storage: 'storage',
  sqladmin: 'database',
  spanner: 'database',
  bigquery: 'database',
  firestore: 'database',
  bigtableadmin: 'database',
  redis: 'cache',
  dns: 'dns',
  pubsub: 'messaging',
  iam: 'identity',
  cloudkms: 'secrets',
  secretmanager: 'secrets',
  monitoring: 'monitoring',
  logging: 'monitoring',
};

export const gcpType = (type: string): GcpType =>
  gcpTypes[type] ?? { category: services[type.split('.')[0] ?? ''] ?? 'other' };
