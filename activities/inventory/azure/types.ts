/** Azure's types: what is kept of each. Configuration of apps, keys and connection strings are not in any list here. */
import type { TypeRule } from '../type-rules.ts';
import { computeTypes } from './types-compute.ts';
import { dataTypes } from './types-data.ts';
import { networkTypes } from './types-network.ts';

const types: Record<string, TypeRule> = { ...computeTypes, ...networkTypes, ...dataTypes };

/** Of any type: Azure puts these in the same place everywhere. */
export const commonFields = {
  kind: 'kind',
  sku: 'sku.name',
  zones: 'zones',
  resourceGroup: 'resourceGroup',
  provisioningState: 'properties.provisioningState',
  identities: 'identity.userAssignedIdentities.keys()',
  systemIdentity: 'identity.principalId',
};

/** For types without a rule of their own, by the namespace of their resource provider. */
const namespaces: Record<string, TypeRule['category']> = {
  'microsoft.compute': 'compute',
  'microsoft.network': 'network',
  'microsoft.storage': 'storage',
  'microsoft.sql': 'database',
  'microsoft.dbformysql': 'database',
  'microsoft.dbforpostgresql': 'database',
  'microsoft.documentdb': 'database',
  'microsoft.cache': 'cache',
  'microsoft.containerservice': 'containers',
  'microsoft.containerregistry': 'containers',
  'microsoft.app': 'containers',
  'microsoft.web': 'serverless',
  'microsoft.servicebus': 'messaging',
  'microsoft.eventhub': 'messaging',
  'microsoft.eventgrid': 'messaging',
  'microsoft.cdn': 'cdn',
  'microsoft.keyvault': 'secrets',
  'microsoft.managedidentity': 'identity',
  'microsoft.insights': 'monitoring',
  'microsoft.operationalinsights': 'monitoring',
};

export const typeRule = (type: string): TypeRule =>
  types[type] ?? { category: namespaces[type.split('/')[0] ?? ''] ?? 'other' };
