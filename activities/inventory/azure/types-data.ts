import type { TypeRule } from '../type-rules.ts';

export const dataTypes: Record<string, TypeRule> = {
  'microsoft.storage/storageaccounts': {
    category: 'storage',
    fields: {
      accessTier: 'properties.accessTier',
      publicBlobs: 'properties.allowBlobPublicAccess',
      httpsOnly: 'properties.supportsHttpsTrafficOnly',
      minimumTls: 'properties.minimumTlsVersion',
      publicNetwork: 'properties.publicNetworkAccess',
      allowedSubnets: 'properties.networkAcls.virtualNetworkRules[].id',
    },
    edges: [{ kind: 'network', attribute: 'allowedSubnets' }],
  },
  'microsoft.sql/servers': {
    category: 'database',
    fields: {
      version: 'properties.version',
      host: 'properties.fullyQualifiedDomainName',
      publicNetwork: 'properties.publicNetworkAccess',
    },
  },
  'microsoft.sql/servers/databases': {
    category: 'database',
    fields: {
      state: 'properties.status',
      maxSizeBytes: 'properties.maxSizeBytes',
      pool: 'properties.elasticPoolId',
      source: 'properties.sourceDatabaseId',
    },
    edges: [
      { kind: 'runs_on', attribute: 'pool' },
      { kind: 'data', attribute: 'source' },
    ],
  },
  'microsoft.sql/servers/elasticpools': { category: 'database', fields: { state: 'properties.state' } },
  'microsoft.dbforpostgresql/flexibleservers': {
    category: 'database',
    fields: {
      version: 'properties.version',
      state: 'properties.state',
      storageGb: 'properties.storage.storageSizeGB',
      subnet: 'properties.network.delegatedSubnetResourceId',
      source: 'properties.sourceServerResourceId',
    },
    edges: [
      { kind: 'runs_on', attribute: 'subnet' },
      { kind: 'data', attribute: 'source' },
    ],
  },
  'microsoft.documentdb/databaseaccounts': {
    category: 'database',
    fields: {
      offer: 'properties.databaseAccountOfferType',
      consistency: 'properties.consistencyPolicy.defaultConsistencyLevel',
      allowedSubnets: 'properties.virtualNetworkRules[].id',
    },
    edges: [{ kind: 'network', attribute: 'allowedSubnets' }],
  },
  'microsoft.cache/redis': {
    category: 'cache',
    fields: {
      version: 'properties.redisVersion',
      size: 'properties.sku.name',
      tlsOnly: 'properties.minimumTlsVersion',
      subnet: 'properties.subnetId',
    },
    edges: [{ kind: 'runs_on', attribute: 'subnet' }],
  },
  'microsoft.keyvault/vaults': {
    category: 'secrets',
    fields: {
      tier: 'properties.sku.name',
      uri: 'properties.vaultUri',
      rbac: 'properties.enableRbacAuthorization',
      purgeProtection: 'properties.enablePurgeProtection',
      allowedSubnets: 'properties.networkAcls.virtualNetworkRules[].id',
    },
    edges: [{ kind: 'network', attribute: 'allowedSubnets' }],
  },
  'microsoft.insights/components': {
    category: 'monitoring',
    fields: { workspace: 'properties.WorkspaceResourceId' },
    edges: [{ kind: 'data', attribute: 'workspace' }],
  },
};
