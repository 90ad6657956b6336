/** From a row of Resource Graph to a resource. Azure spells ids in changing case: ours are lower case, everywhere. */
import type { Json } from '../../clouds/provider.ts';
import { chooseFields, isoTime, readPath, tagsIn, textAt } from '../json-fields.ts';
import type { InventoryResource } from '../provider.ts';
import { commonFields, typeRule } from './types.ts';

export type GraphRow = Record<string, unknown>;

const vnet = 'microsoft.network/virtualnetworks';

/** The row itself and, of a network, its subnets: Resource Graph has no rows of them, and much hangs on them. */
export function resourcesOf(row: GraphRow): InventoryResource[] {
  const resource = resourceOf(row);
  if (resource.nativeType !== vnet) return [resource];
  const subnets = readPath(row, 'properties.subnets');
  const rows = Array.isArray(subnets) ? (subnets as GraphRow[]) : [];
  return [resource, ...rows.map((subnet) => subnetOf(row, subnet))];
}

const subnetOf = (network: GraphRow, subnet: GraphRow): InventoryResource =>
  resourceOf({
    id: subnet.id,
    name: subnet.name,
    type: `${vnet}/subnets`,
    location: network.location,
    resourceGroup: network.resourceGroup,
    subscriptionId: network.subscriptionId,
    properties: subnet.properties,
  });

export function resourceOf(row: GraphRow): InventoryResource {
  const cloudId = (textAt(row, 'id') ?? '').toLowerCase();
  const nativeType = (textAt(row, 'type') ?? '').toLowerCase();
  const account = (textAt(row, 'subscriptionId') ?? cloudId.split('/')[2] ?? '').toLowerCase();
  const { category, fields = {} } = typeRule(nativeType);
  const facts = { ...row, nodeResourceGroupId: nodeGroupId(row, account) };
  return {
    cloudId,
    account,
    region: (textAt(row, 'location') || 'global').toLowerCase(),
    service: nativeType.split('/')[0]?.replace('microsoft.', '') ?? '',
    nativeType,
    category,
    name: textAt(row, 'name') || (cloudId.split('/').at(-1) ?? cloudId),
    tags: tagsIn(row.tags),
    attributes: lowerIds(chooseFields(facts, { ...commonFields, ...fields })),
    ...createdAt(row),
  };
}

/** AKS names the group that it makes and keeps for its nodes, without an id. */
function nodeGroupId(row: GraphRow, account: string): string | undefined {
  const group = textAt(row, 'properties.nodeResourceGroup');
  return group && `/subscriptions/${account}/resourcegroups/${group}`;
}

const lowerIds = (attributes: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, lowerId(value)]));

const lowerId = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(lowerId);
  return typeof value === 'string' && /^\/subscriptions\//i.test(value) ? value.toLowerCase() : value;
};

function createdAt(row: GraphRow): { createdAt?: string } {
  const paths = [
    'properties.timeCreated',
    'properties.creationTime',
    'properties.creationDate',
    'properties.createDate',
  ];
  const at = isoTime(paths.map((path) => textAt(row, path)).find((text) => text !== undefined));
  return at ? { createdAt: at } : {};
}
