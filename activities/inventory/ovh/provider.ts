/** The inventory of an OVHcloud customer account: public cloud projects one by one, and the account's other services. */
import { mapWithLimit } from '../../clouds/concurrency.ts';
import type { AskOptions, InventoryScope, MakeInventoryProvider } from '../provider.ts';
import { accountListings } from './account-listings.ts';
import { type OvhClient, ovhClient } from './client.ts';
import { ovhEdges } from './edges.ts';
import { ovhFailures } from './failures.ts';
import type { Listing, Reading } from './listing.ts';
import { projectListings } from './project-listings.ts';
import { readOne, readPage, resourcesOf } from './read.ts';
import { ovhPlaces, readOvhSecret } from './secret.ts';
import { urnMaker } from './urns.ts';

const listings: Record<string, Listing> = { ...accountListings, ...projectListings };
const kindsOf = (wanted: (of: Listing['of']) => boolean) =>
  Object.keys(listings).filter((kind) => wanted(listings[kind]?.of ?? 'account'));

export const makeOvhInventory: MakeInventoryProvider = ({ secret: given, account, endpoint, pace }) => {
  const secret = readOvhSecret(given);
  const client = ovhClient({ secret, pace, endpoint });
  const urns = urnMaker(ovhPlaces[secret.endpoint].code);
  const reading = (scope: InventoryScope, options: AskOptions = {}): Reading => ({
    scope,
    urns,
    options,
    get: (path) => client.get(path, options),
  });

  return {
    provider: 'ovh',
    edgesVersion: 1,

    async identity(options) {
      await sameAccount(client, account, options);
      const { credentialId } = await client.get<{ credentialId: number }>('/auth/currentCredential', options);
      return { account, principal: `ovh:${secret.endpoint}/credential/${credentialId}` };
    },

    /** Chosen regions narrow what is listed region by region: most listings answer for all regions at once. */
    async scopes({ regions }, options) {
      await sameAccount(client, account, options);
      const global = kindsOf((of) => of === 'account').map((kind) => ({ account, region: 'global', kind }));
      const projects = await openProjects(client, options);
      const inProjects = await mapWithLimit(projects, 2, (project) => projectScopes(client, project, regions, options));
      return [...global, ...inProjects.flat()];
    },

    list: (scope, cursor, options) => readPage(listingOf(scope.kind), reading(scope, options), cursor),

    async detail({ cloudId, account: owner, region, nativeType }, options) {
      const kind = Object.keys(listings).find((each) => listings[each]?.type === parentType(nativeType));
      if (!kind) return null;
      const listing = listingOf(kind);
      const within = reading({ account: owner, region: listing.of === 'account' ? 'global' : region, kind }, options);
      if (listing.shape === 'objects' || parentType(nativeType) !== nativeType)
        return findOnPages(listing, within, cloudId);
      const name = cloudId.slice(listing.urn(urns, within.scope, '').length);
      const item = await readOne(within, listing.path(within.scope), name);
      return item ? ((await resourcesOf(listing, within, [[name, item]]))[0] ?? null) : null;
    },

    edges: ovhEdges,
    close() {},
  };
};

function listingOf(kind: string): Listing {
  const listing = listings[kind];
  if (!listing) throw ovhFailures.refused(`no such listing: ${kind}`);
  return listing;
}

/** What only its parent lists: a node pool its cluster, a subnet its network. */
const parentType = (nativeType: string) => nativeType.split('/').slice(0, 2).join('/');

async function findOnPages(listing: Listing, reading: Reading, cloudId: string) {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(listing, reading, cursor);
    const found = page.resources.find((each) => each.cloudId === cloudId);
    if (found) return found;
    cursor = page.cursor ?? null;
  } while (cursor !== null);
  return null;
}

/** A suspended project answers with errors: its things stay as they were last seen. */
async function openProjects(client: OvhClient, options?: AskOptions): Promise<string[]> {
  const ids = await client.get<string[]>('/cloud/project', options);
  const projects = await mapWithLimit([...new Set(ids)].sort(), 4, async (id) => ({
    id,
    ...(await client.get<{ status?: string }>(`/cloud/project/${id}`, options)),
  }));
  return projects.filter(({ status }) => status === 'ok').map(({ id }) => id);
}

type Region = { name: string; services?: { name: string; status?: string }[] };

async function projectScopes(client: OvhClient, project: string, chosen: string[] | null, options?: AskOptions) {
  const names = await client.get<string[]>(`/cloud/project/${project}/region`, options);
  const wanted = [...new Set(names)].filter((name) => chosen === null || chosen.includes(name)).sort();
  const regions = await mapWithLimit(wanted, 4, (name) =>
    client.get<Region>(`/cloud/project/${project}/region/${encodeURIComponent(name)}`, options),
  );
  const whole = kindsOf((of) => of === 'project').map((kind) => ({ account: project, region: 'global', kind }));
  const regional = regions.flatMap(({ name, services = [] }) =>
    kindsOf((of) => typeof of === 'object' && services.some((each) => of.service.includes(each.name))).map((kind) => ({
      account: project,
      region: name,
      kind,
    })),
  );
  return [...whole, ...regional];
}

/** @throws AuroraError `credentials_rejected` when the keys are of another customer than the connection names */
async function sameAccount(client: OvhClient, account: string, options?: AskOptions): Promise<void> {
  if (!account) return;
  const { nichandle } = await client.get<{ nichandle?: string }>('/me', options);
  if (nichandle?.toLowerCase() === account.toLowerCase()) return;
  throw ovhFailures.rejected(
    'wrong_account',
    `The OVHcloud keys of this connection are of another customer account than ${account}. Enter keys of that account, or make a new connection.`,
  );
}
