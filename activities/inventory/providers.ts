/** Every cloud that the inventory can read: one line each. Tests and benchmarks give the worker others instead. */
import type { CloudProvider } from '../../db/model/estate.ts';
import { makeAwsInventoryProvider } from './aws/provider.ts';
import { makeAzureInventory } from './azure/provider.ts';
import { makeGcpInventory } from './gcp/provider.ts';
import { makeKubernetesInventory } from './kubernetes/provider.ts';
import { makeOvhInventory } from './ovh/provider.ts';
import type { MakeInventoryProvider } from './provider.ts';

export type InventoryMakers = Partial<Record<CloudProvider, MakeInventoryProvider>>;

export const inventoryMakers: InventoryMakers = {
  aws: makeAwsInventoryProvider,
  azure: makeAzureInventory,
  gcp: makeGcpInventory,
  ovh: makeOvhInventory,
  kubernetes: makeKubernetesInventory,
};
