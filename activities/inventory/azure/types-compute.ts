import type { TypeRule } from '../type-rules.ts';

export const computeTypes: Record<string, TypeRule> = {
  'microsoft.compute/virtualmachines': {
    category: 'compute',
    fields: {
      size: 'properties.hardwareProfile.vmSize',
      state: 'properties.extended.instanceView.powerState.code',
      osType: 'properties.storageProfile.osDisk.osType',
      image: 'properties.storageProfile.imageReference.offer',
      imageSku: 'properties.storageProfile.imageReference.sku',
      imageId: 'properties.storageProfile.imageReference.id',
      interfaces: 'properties.networkProfile.networkInterfaces[].id',
      osDisk: 'properties.storageProfile.osDisk.managedDisk.id',
      dataDisks: 'properties.storageProfile.dataDisks[].managedDisk.id',
      availabilitySet: 'properties.availabilitySet.id',
      scaleSet: 'properties.virtualMachineScaleSet.id',
    },
    edges: [
      { kind: 'network', attribute: 'interfaces' },
      { kind: 'runs_on', attribute: 'osDisk' },
      { kind: 'data', attribute: 'dataDisks' },
      { kind: 'data', attribute: 'imageId' },
      { kind: 'manages', attribute: 'scaleSet', incoming: true },
    ],
  },
  'microsoft.compute/virtualmachinescalesets': {
    category: 'compute',
    fields: {
      capacity: 'sku.capacity',
      osType: 'properties.virtualMachineProfile.storageProfile.osDisk.osType',
      subnets:
        'properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[].properties.ipConfigurations[].properties.subnet.id',
    },
    edges: [{ kind: 'runs_on', attribute: 'subnets' }],
  },
  'microsoft.compute/disks': {
    category: 'storage',
    fields: {
      sizeGb: 'properties.diskSizeGB',
      state: 'properties.diskState',
      osType: 'properties.osType',
      encryption: 'properties.encryption.type',
      encryptionSet: 'properties.encryption.diskEncryptionSetId',
      source: 'properties.creationData.sourceResourceId',
    },
    edges: [
      { kind: 'iam', attribute: 'encryptionSet' },
      { kind: 'data', attribute: 'source' },
    ],
  },
  'microsoft.compute/snapshots': {
    category: 'storage',
    fields: {
      sizeGb: 'properties.diskSizeGB',
      incremental: 'properties.incremental',
      source: 'properties.creationData.sourceResourceId',
    },
    edges: [{ kind: 'data', attribute: 'source' }],
  },
  'microsoft.containerservice/managedclusters': {
    category: 'containers',
    fields: {
      version: 'properties.kubernetesVersion',
      nodeResourceGroup: 'properties.nodeResourceGroup',
      nodeResourceGroupId: 'nodeResourceGroupId',
      pools: 'properties.agentPoolProfiles[].name',
      privateCluster: 'properties.apiServerAccessProfile.enablePrivateCluster',
      subnets: 'properties.agentPoolProfiles[].vnetSubnetID',
      kubeletIdentity: 'properties.identityProfile.kubeletidentity.resourceId',
    },
    edges: [
      { kind: 'runs_on', attribute: 'subnets' },
      { kind: 'manages', attribute: 'nodeResourceGroupId' },
      { kind: 'iam', attribute: 'kubeletIdentity' },
    ],
  },
  'microsoft.web/serverfarms': { category: 'serverless', fields: { workers: 'sku.capacity', tier: 'sku.tier' } },
  'microsoft.web/sites': {
    category: 'serverless',
    fields: {
      state: 'properties.state',
      host: 'properties.defaultHostName',
      httpsOnly: 'properties.httpsOnly',
      plan: 'properties.serverFarmId',
      subnet: 'properties.virtualNetworkSubnetId',
    },
    edges: [
      { kind: 'runs_on', attribute: 'plan' },
      { kind: 'network', attribute: 'subnet' },
    ],
  },
  'microsoft.app/containerapps': {
    category: 'containers',
    fields: { environment: 'properties.managedEnvironmentId', host: 'properties.configuration.ingress.fqdn' },
    edges: [{ kind: 'runs_on', attribute: 'environment' }],
  },
  'microsoft.managedidentity/userassignedidentities': {
    category: 'identity',
    fields: { principalId: 'properties.principalId', clientId: 'properties.clientId' },
  },
  'microsoft.resources/subscriptions': { category: 'other', fields: { state: 'properties.state' } },
  'microsoft.resources/subscriptions/resourcegroups': {
    category: 'other',
    fields: { managedBy: 'managedBy' },
    edges: [{ kind: 'manages', attribute: 'managedBy', incoming: true }],
  },
};
