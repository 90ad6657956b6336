/** A subscription with one of each kind of relation, and as many virtual machines as a test likes. */

import type { Row } from './query.ts';
import type { AzureStubState } from './server.ts';

export const tenant = '11111111-2222-3333-4444-555555555555';
export const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
/** In places of the answers that nothing may come out of. */
export const canary = 'canary-4f1d9b';

const group = `/subscriptions/${subscription}/resourceGroups/Prod`;
/** As Azure spells it: in changing case. */
export const armId = (type: string, name: string) => `${group}/providers/${type}/${name}`;

const row = (type: string, name: string, more: Record<string, unknown> = {}): Row => ({
  id: armId(type, name).replace('Microsoft.Sql/servers/databases/main', 'Microsoft.Sql/servers/sql/databases/main'),
  name,
  type: type.toLowerCase(),
  location: 'westeurope',
  resourceGroup: 'prod',
  subscriptionId: subscription,
  tags: { team: 'core' },
  ...more,
});

const vnet = armId('Microsoft.Network/virtualNetworks', 'net');
const upper = (id: string) => id.replace('resourceGroups', 'RESOURCEGROUPS');

const related: Row[] = [
  row('Microsoft.Network/virtualNetworks', 'net', {
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        {
          id: `${vnet}/subnets/apps`,
          name: 'apps',
          properties: {
            addressPrefix: '10.0.1.0/24',
            networkSecurityGroup: { id: armId('Microsoft.Network/networkSecurityGroups', 'nsg') },
          },
        },
      ],
    },
  }),
  row('Microsoft.Network/networkSecurityGroups', 'nsg', {
    properties: { securityRules: [{ name: 'ssh', properties: { sourceAddressPrefix: '*' } }] },
  }),
  row('Microsoft.Network/publicIPAddresses', 'ip', { properties: { ipAddress: '20.1.2.3' } }),
  row('Microsoft.Network/networkInterfaces', 'nic', {
    properties: {
      ipConfigurations: [
        {
          properties: {
            privateIPAddress: '10.0.1.4',
            subnet: { id: upper(`${vnet}/subnets/apps`) },
            publicIPAddress: { id: armId('Microsoft.Network/publicIPAddresses', 'ip') },
            loadBalancerBackendAddressPools: [
              { id: `${armId('Microsoft.Network/loadBalancers', 'lb')}/backendAddressPools/web` },
            ],
          },
        },
      ],
    },
  }),
  row('Microsoft.Network/loadBalancers', 'lb', { sku: { name: 'Standard' }, properties: {} }),
  row('Microsoft.Network/privateEndpoints', 'endpoint', {
    properties: {
      subnet: { id: `${vnet}/subnets/apps` },
      privateLinkServiceConnections: [
        { properties: { privateLinkServiceId: armId('Microsoft.Storage/storageAccounts', 'files') } },
      ],
    },
  }),
  row('Microsoft.Compute/virtualMachines', 'vm', {
    identity: {
      userAssignedIdentities: { [upper(armId('Microsoft.ManagedIdentity/userAssignedIdentities', 'app'))]: {} },
    },
    properties: {
      timeCreated: '2026-02-03T04:05:06.789Z',
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      osProfile: { adminUsername: 'root', adminPassword: canary, customData: canary },
      storageProfile: { osDisk: { osType: 'Linux', managedDisk: { id: armId('Microsoft.Compute/disks', 'os') } } },
      networkProfile: { networkInterfaces: [{ id: armId('Microsoft.Network/networkInterfaces', 'nic') }] },
    },
  }),
  row('Microsoft.Compute/disks', 'os', { sku: { name: 'Premium_LRS' }, properties: { diskSizeGB: 30 } }),
  row('Microsoft.ManagedIdentity/userAssignedIdentities', 'app', { properties: { principalId: 'p', clientId: 'c' } }),
  row('Microsoft.ContainerService/managedClusters', 'aks', {
    properties: {
      kubernetesVersion: '1.33.1',
      nodeResourceGroup: 'MC_prod_aks',
      agentPoolProfiles: [{ name: 'sys', vnetSubnetID: `${vnet}/subnets/apps` }],
      servicePrincipalProfile: { clientId: 'msi', secret: canary },
    },
  }),
  row('Microsoft.Web/serverFarms', 'plan', { sku: { name: 'P1v3', tier: 'PremiumV3', capacity: 2 } }),
  row('Microsoft.Web/sites', 'site', {
    properties: {
      serverFarmId: armId('Microsoft.Web/serverFarms', 'plan'),
      siteConfig: { appSettings: [{ name: 'DB_PASSWORD', value: canary }], connectionStrings: canary },
    },
  }),
  row('Microsoft.Sql/servers', 'sql', { properties: { administratorLogin: canary, version: '12.0' } }),
  row('Microsoft.Sql/servers/databases', 'main', { properties: { status: 'Online' } }),
  row('Microsoft.Storage/storageAccounts', 'files', {
    tags: null,
    properties: { accessTier: 'Hot', primaryEndpoints: { blob: canary }, creationTime: '2026-01-01T00:00:00Z' },
  }),
];

const containers: Row[] = [
  {
    id: `/subscriptions/${subscription}`,
    name: 'Production',
    type: 'microsoft.resources/subscriptions',
    subscriptionId: subscription,
    properties: { state: 'Enabled' },
  },
  {
    id: group,
    name: 'Prod',
    type: 'microsoft.resources/subscriptions/resourcegroups',
    location: 'westeurope',
    subscriptionId: subscription,
    properties: { provisioningState: 'Succeeded' },
  },
];

export const azureState = (machines: number): AzureStubState => ({
  tenant,
  clientId: '99999999-8888-7777-6666-555555555555',
  clientSecret: `secret-${canary}`,
  rows: {
    resources: [
      ...related,
      ...Array.from({ length: machines }, (_, n) =>
        row('Microsoft.Compute/virtualMachines', `vm-${n}`, { properties: {} }),
      ),
    ],
    resourcecontainers: containers,
  },
  permissions: { [subscription]: [{ actions: ['*/read'], notActions: [] }] },
  pageSize: 25,
  quota: 15,
});
