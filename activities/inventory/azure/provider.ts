/** The inventory of Azure subscriptions, by Resource Graph. */

import type { AskOptions, InventoryScope, MakeInventoryProvider } from '../provider.ts';
import { type AzureClient, azureClient, type Permission } from './client.ts';
import { readAzureSecret, tokenSource } from './credential.ts';
import { azureEdges } from './edges.ts';
import { azureFailures, subscriptionDenied } from './failures.ts';
import { type GraphRow, resourcesOf } from './resources.ts';

/**
 * The two tables of a subscription. They share no row, so the scopes do not overlap; a finer cut by type would cost a
 * request a type and leave out types that Azure invents tomorrow. Ordered by id, which paging needs to be exact.
 */
const tables = {
  'resource-graph.resources': 'resources',
  'resource-graph.containers':
    "resourcecontainers | where type in~ ('microsoft.resources/subscriptions', 'microsoft.resources/subscriptions/resourcegroups')",
} as const;
const columns =
  'project id, name, type, kind, location, resourceGroup, subscriptionId, sku, tags, properties, identity, managedBy, zones';

const subscriptionsQuery =
  "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project subscriptionId | order by subscriptionId asc";

export const makeAzureInventory: MakeInventoryProvider = ({ secret, account, endpoint, pace }) => {
  const credentials = readAzureSecret(secret);
  const client = azureClient({ tokens: tokenSource(credentials, endpoint), pace, endpoint });
  const wanted = account.toLowerCase();

  return {
    provider: 'azure',
    edgesVersion: 1,

    async identity(options) {
      await subscriptionsSeen(client, wanted, credentials.tenant_id, options);
      return { account, principal: `azure:${credentials.tenant_id}/${credentials.client_id}`.toLowerCase() };
    },

    /** Regions are not asked for: Resource Graph answers for all at once, and a complete listing must not lack some. */
    async scopes(_chosen, options) {
      const subscriptions = await subscriptionsSeen(client, wanted, credentials.tenant_id, options);
      return subscriptions.flatMap((subscription) =>
        Object.keys(tables).map((kind) => ({ account: subscription, region: 'global', kind })),
      );
    },

    async list(scope, cursor, options) {
      const { rows, skipToken } = await client.query(queryOf(scope), [scope.account], cursor, options);
      // Resource Graph leaves out in silence what the application may not see. Whether it saw everything is asked at the
      // end, where it counts: what follows a complete listing is that the rest is marked as gone.
      if (!skipToken && !readsAll(await client.permissions(scope.account, options))) throw subscriptionDenied();
      return { resources: rows.flatMap(resourcesOf), ...(skipToken ? { cursor: skipToken } : {}) };
    },

    async detail({ cloudId, account: subscription }, options) {
      const owner = cloudId.replace(/(\/virtualnetworks\/[^/]+)\/subnets\/[^/]+$/, '$1');
      const rows = await findRow(client, owner, subscription, options);
      return rows.flatMap(resourcesOf).find((found) => found.cloudId === cloudId) ?? null;
    },

    edges: azureEdges,
    close() {},
  };
};

/** @throws AuroraError `credentials_rejected` when the connection's subscription is not among those seen */
async function subscriptionsSeen(client: AzureClient, wanted: string, tenant: string, options?: AskOptions) {
  const { rows } = await client.query(subscriptionsQuery, null, null, options);
  const seen = rows.map(({ subscriptionId }) => String(subscriptionId).toLowerCase());
  const everything = wanted === '' || wanted === tenant.toLowerCase();
  const mine = everything ? seen : seen.filter((id) => id === wanted);
  if (mine.length > 0) return mine;
  throw azureFailures.rejected(
    'wrong_account',
    'This Azure application sees no such subscription. Give it the role Reader there, or check the subscription and the tenant.',
  );
}

function queryOf({ kind }: InventoryScope): string {
  const table = tables[kind as keyof typeof tables];
  if (!table) throw azureFailures.refused(`no such listing: ${kind}`);
  return `${table} | ${columns} | order by id asc`;
}

async function findRow(client: AzureClient, id: string, subscription: string, options?: AskOptions) {
  // Resource Graph's language quotes with ', and doubles nothing: an id with one cannot be of a resource.
  if (/['\\|\n]/.test(id)) return [];
  const found: GraphRow[] = [];
  for (const table of Object.values(tables)) {
    const { rows } = await client.query(`${table} | where id =~ '${id}' | ${columns}`, [subscription], null, options);
    found.push(...rows);
  }
  return found;
}

const readsAll = (permissions: Permission[]): boolean =>
  permissions.some(
    ({ actions = [], notActions = [] }) =>
      actions.some((action) => action === '*' || action === '*/read') &&
      !notActions.some((action) => action === '*' || action === '*/read'),
  );
