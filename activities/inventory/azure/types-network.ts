import type { TypeRule } from '../type-rules.ts';

export const networkTypes: Record<string, TypeRule> = {
  'microsoft.network/virtualnetworks': {
    category: 'network',
    fields: {
      ranges: 'properties.addressSpace.addressPrefixes',
      peers: 'properties.virtualNetworkPeerings[].properties.remoteVirtualNetwork.id',
    },
    edges: [{ kind: 'network', attribute: 'peers' }],
  },
  'microsoft.network/virtualnetworks/subnets': {
    category: 'network',
    fields: {
      range: 'properties.addressPrefix',
      ranges: 'properties.addressPrefixes',
      securityGroup: 'properties.networkSecurityGroup.id',
      routeTable: 'properties.routeTable.id',
      natGateway: 'properties.natGateway.id',
    },
    edges: [
      { kind: 'network', attribute: 'securityGroup' },
      { kind: 'routes_to', attribute: 'routeTable' },
      { kind: 'routes_to', attribute: 'natGateway' },
    ],
  },
  'microsoft.network/networkinterfaces': {
    category: 'network',
    fields: {
      privateIps: 'properties.ipConfigurations[].properties.privateIPAddress',
      subnets: 'properties.ipConfigurations[].properties.subnet.id',
      addresses: 'properties.ipConfigurations[].properties.publicIPAddress.id',
      securityGroup: 'properties.networkSecurityGroup.id',
      backendPools: 'properties.ipConfigurations[].properties.loadBalancerBackendAddressPools[].id',
      gatewayPools: 'properties.ipConfigurations[].properties.applicationGatewayBackendAddressPools[].id',
    },
    edges: [
      { kind: 'runs_on', attribute: 'subnets' },
      { kind: 'network', attribute: 'addresses' },
      { kind: 'network', attribute: 'securityGroup' },
      { kind: 'routes_to', attribute: 'backendPools', incoming: true, drop: 2 },
      { kind: 'routes_to', attribute: 'gatewayPools', incoming: true, drop: 2 },
    ],
  },
  'microsoft.network/publicipaddresses': {
    category: 'network',
    fields: { ip: 'properties.ipAddress', allocation: 'properties.publicIPAllocationMethod' },
  },
  'microsoft.network/networksecuritygroups': {
    category: 'network',
    fields: {
      rules: 'properties.securityRules[].name',
      inboundSources: 'properties.securityRules[].properties.sourceAddressPrefix',
    },
  },
  'microsoft.network/routetables': { category: 'network', fields: { routes: 'properties.routes[].name' } },
  'microsoft.network/natgateways': {
    category: 'network',
    fields: { addresses: 'properties.publicIpAddresses[].id' },
    edges: [{ kind: 'network', attribute: 'addresses' }],
  },
  'microsoft.network/loadbalancers': {
    category: 'load_balancing',
    fields: {
      addresses: 'properties.frontendIPConfigurations[].properties.publicIPAddress.id',
      subnets: 'properties.frontendIPConfigurations[].properties.subnet.id',
    },
    edges: [
      { kind: 'network', attribute: 'addresses' },
      { kind: 'runs_on', attribute: 'subnets' },
    ],
  },
  'microsoft.network/applicationgateways': {
    category: 'load_balancing',
    fields: {
      state: 'properties.operationalState',
      addresses: 'properties.frontendIPConfigurations[].properties.publicIPAddress.id',
      subnets: 'properties.gatewayIPConfigurations[].properties.subnet.id',
      firewallPolicy: 'properties.firewallPolicy.id',
    },
    edges: [
      { kind: 'network', attribute: 'addresses' },
      { kind: 'runs_on', attribute: 'subnets' },
      { kind: 'network', attribute: 'firewallPolicy' },
    ],
  },
  'microsoft.network/privateendpoints': {
    category: 'network',
    fields: {
      subnet: 'properties.subnet.id',
      interfaces: 'properties.networkInterfaces[].id',
      targets: 'properties.privateLinkServiceConnections[].properties.privateLinkServiceId',
    },
    edges: [
      { kind: 'runs_on', attribute: 'subnet' },
      { kind: 'manages', attribute: 'interfaces' },
      { kind: 'routes_to', attribute: 'targets' },
    ],
  },
  'microsoft.network/dnszones': { category: 'dns', fields: { nameServers: 'properties.nameServers' } },
  'microsoft.network/privatednszones': { category: 'dns' },
  'microsoft.network/privatednszones/virtualnetworklinks': {
    category: 'dns',
    fields: { network: 'properties.virtualNetwork.id' },
    edges: [{ kind: 'network', attribute: 'network' }],
  },
};
