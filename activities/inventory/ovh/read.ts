/** Reads one page of a listing. OVHcloud names everything at once, so a page is our cut of a sorted list of names. */
import { AuroraError } from '../../../platform/errors.ts';
import { mapWithLimit } from '../../clouds/concurrency.ts';
import { chooseFields, isoTime, readPath, tagsIn, textAt } from '../json-fields.ts';
import type { InventoryPage, InventoryResource } from '../provider.ts';
import { isGone, isLapsed } from './failures.ts';
import type { Found, Item, Listing, More, Reading } from './listing.ts';
import { ovhType } from './types.ts';

/** Each takes a request or more of its own. */
const pageSize = 50;
const concurrency = 4;

/** @param cursor the last name of the page before: names that came or went in between move nothing */
export async function readPage(listing: Listing, reading: Reading, cursor: string | null): Promise<InventoryPage> {
  const path = listing.path(reading.scope);
  if (listing.shape === 'objects') {
    const items = await reading.get<Item[]>(path);
    return {
      resources: await resourcesOf(
        listing,
        reading,
        items.map((item) => [listing.id(item), item] as const),
      ),
    };
  }
  const names = [...new Set(await reading.get<string[]>(path))]
    .sort()
    .filter((name) => cursor === null || name > cursor);
  const page = names.slice(0, pageSize);
  const items = await mapWithLimit(page, concurrency, (name) => readOne(reading, path, name));
  const found = page.flatMap((name, index) => {
    const item = items[index];
    return item ? [[name, item] as const] : [];
  });
  const resources = await resourcesOf(listing, reading, found);
  const last = page.at(-1);
  return { resources, ...(names.length > page.length && last !== undefined ? { cursor: last } : {}) };
}

/** @returns null when it is gone */
export async function readOne({ get }: Reading, path: string, name: string): Promise<Item | null> {
  try {
    return { id: name, ...(await get<Item>(`${path}/${encodeURIComponent(name)}`)) };
  } catch (error) {
    const cause = error instanceof AuroraError ? error.cause : undefined;
    if (isGone(cause)) return null;
    if (isLapsed(cause)) return { id: name, lapsed: true };
    throw error;
  }
}

export async function resourcesOf(
  listing: Listing,
  reading: Reading,
  items: readonly (readonly [string, Item])[],
): Promise<InventoryResource[]> {
  const resources = await mapWithLimit(items, concurrency, async ([id, item]) => {
    const more = item.lapsed ? {} : await moreOf(listing, reading, item, id);
    if (more === null) return [];
    const { children = [], ...rest } = more;
    const urn = listing.urn(reading.urns, reading.scope, id);
    const found: Found = { type: listing.type, urn, item, name: listing.name?.(item) || id, ...rest };
    return [found, ...children].map((each) => resourceOf(each, reading));
  });
  return resources.flat();
}

/** Null: it went away since it was listed. */
async function moreOf(listing: Listing, reading: Reading, item: Item, id: string): Promise<More | null> {
  try {
    return (await listing.more?.(reading, item, id)) ?? {};
  } catch (error) {
    if (error instanceof AuroraError && isGone(error.cause)) return null;
    throw error;
  }
}

function resourceOf({ type, urn, item, name, facts, gaps }: Found, { scope }: Reading): InventoryResource {
  const { category, fields = {} } = ovhType(type);
  const created = isoTime(textAt(item, 'creationDate') ?? textAt(item, 'createdAt') ?? textAt(item, 'created'));
  return {
    cloudId: urn,
    account: scope.account,
    region: regionOf(item, scope.region),
    service: scope.kind.split('.')[0] ?? '',
    nativeType: type,
    category,
    name: name || urn,
    tags: tagsIn(readPath(item, 'iam.tags')),
    attributes: { ...chooseFields(item, { ...fields, lapsed: 'lapsed' }), ...facts },
    ...(created ? { createdAt: created } : {}),
    ...(gaps ? { gaps } : {}),
  };
}

/** What was listed in a region is in it, however its own data centre is called. */
const regionOf = (item: Item, listed: string): string =>
  listed === 'global'
    ? (textAt(item, 'region') ?? textAt(item, 'datacenter') ?? textAt(item, 'zone') ?? listed)
    : listed;
