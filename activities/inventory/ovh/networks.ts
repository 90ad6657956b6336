/** Things name a private network by the id that OpenStack gave it in their region, the API lists it by another. */
import { AuroraError } from '../../../platform/errors.ts';
import type { Json } from '../../clouds/provider.ts';
import { readPath } from '../json-fields.ts';
import type { Item, More, Reading } from './listing.ts';

type Network = { id: string; regions?: { openstackId?: string }[] };

/** @param paths where the thing names networks */
export const inNetworks =
  (...paths: string[]) =>
  async (reading: Reading, item: Item): Promise<More> => {
    const named = paths.flatMap((path) => asList(readPath(item, path)));
    if (named.length === 0) return {};
    const known = await networksOf(reading);
    if (known === null) return { gaps: { networkUrns: 'access_denied' } };
    const networkUrns = [...new Set(named.flatMap((id) => known.get(id) ?? []))].sort();
    return networkUrns.length > 0 ? { facts: { networkUrns } } : {};
  };

/** By reading: one page asks once. */
const asked = new WeakMap<Reading, Promise<Map<string, string> | null>>();

function networksOf(reading: Reading): Promise<Map<string, string> | null> {
  const before = asked.get(reading);
  if (before) return before;
  const answer = ask(reading);
  asked.set(reading, answer);
  return answer;
}

async function ask({ scope, urns, get }: Reading): Promise<Map<string, string> | null> {
  try {
    const networks = await get<Network[]>(`/cloud/project/${scope.account}/network/private`);
    return new Map(
      networks.flatMap(({ id, regions = [] }) => {
        const urn = urns.inProject(scope.account, 'network', id);
        return [id, ...regions.flatMap(({ openstackId }) => openstackId ?? [])].map((name) => [name, urn] as const);
      }),
    );
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'cloud_denied') return null;
    throw error;
  }
}

const asList = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');
