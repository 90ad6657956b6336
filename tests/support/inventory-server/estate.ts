/**
 * What exists in the stub's accounts. Resource `i` of a seed is always the same, so that 100,000 of them need no
 * memory; what tests change, add or delete is kept beside.
 */

import type { InventoryResource, InventoryScope } from '../../../activities/inventory/provider.ts';
import type { EdgeKind, ResourceCategory } from '../../../db/model/estate.ts';

export type EstateSize = { seed: number; resources: number; edges: number; regions: number };

type Kind = { kind: string; nativeType: string; category: ResourceCategory; link: EdgeKind };

const kinds: Kind[] = [
  { kind: 'net.subnets', nativeType: 'Stub::Net::Subnet', category: 'network', link: 'network' },
  { kind: 'vm.instances', nativeType: 'Stub::Vm::Instance', category: 'compute', link: 'runs_on' },
  { kind: 'disk.volumes', nativeType: 'Stub::Disk::Volume', category: 'storage', link: 'data' },
  { kind: 'iam.roles', nativeType: 'Stub::Iam::Role', category: 'identity', link: 'iam' },
  { kind: 'lb.balancers', nativeType: 'Stub::Lb::Balancer', category: 'load_balancing', link: 'routes_to' },
];

/** A well mixed number of a seed and a place, 0 to 2^32. */
export function mix(seed: number, place: number): number {
  let x = (seed ^ Math.imul(place + 1, 0x9e3779b1)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

export type StubEstate = ReturnType<typeof makeEstate>;

/** Resources lie in regions and kinds in turns; each links to some before it, so that all edges together are `edges`. */
export function makeEstate(account: string, { seed, resources, edges, regions }: EstateSize) {
  const deleted = new Set<number>();
  const versions = new Map<number, number>();
  const unlinked = new Set<number>();
  const step = regions * kinds.length;
  let count = resources;

  const kindOf = (index: number) => kinds[Math.floor(index / regions) % kinds.length] as Kind;
  const cloudIdOf = (index: number) => `stub:${account}:${kindOf(index).kind}:${index}`;
  /** Spreads `edges` over all but the first: an even share each, and one more for as many as are left. */
  const linksOf = (index: number) => {
    if (index === 0 || unlinked.has(index)) return [];
    const share = Math.floor((edges * index) / (resources - 1)) - Math.floor((edges * (index - 1)) / (resources - 1));
    const targets = Array.from({ length: Math.min(share, 8) }, (_, link) => mix(seed + link, index) % index);
    return targets.map((to, link) => ({ kind: kindOf(index).link, to: cloudIdOf(to), port: link }));
  };

  const resourceOf = (index: number): InventoryResource => {
    const { kind, nativeType, category } = kindOf(index);
    const random = mix(seed, index);
    return {
      cloudId: cloudIdOf(index),
      account,
      region: `region-${index % regions}`,
      service: kind.split('.')[0] ?? kind,
      nativeType,
      category,
      name: `${kind}-${index}`,
      tags: { team: `team-${random % 17}`, env: random % 3 === 0 ? 'prod' : 'dev' },
      attributes: {
        version: versions.get(index) ?? 0,
        size: `size-${random % 9}`,
        address: `10.${random % 256}.${(random >>> 8) % 256}.${(random >>> 16) % 256}`,
        encrypted: random % 5 !== 0,
        note: 'a "quoted" note\twith a \\ and\na second line',
        links: linksOf(index),
      },
      createdAt: new Date(1_600_000_000_000 + (random % 100_000) * 1000).toISOString(),
    };
  };

  return {
    scopes(): InventoryScope[] {
      const named = Array.from({ length: regions }, (_, region) => `region-${region}`);
      return named.flatMap((region) => kinds.map(({ kind }) => ({ account, region, kind })));
    },
    /** @param cursor a place in the scope's own order; those deleted meanwhile leave no gap to stumble over */
    page({ region, kind }: Pick<InventoryScope, 'region' | 'kind'>, cursor: string | null, size: number) {
      const first = Number(region.split('-')[1]) + kinds.findIndex((one) => one.kind === kind) * regions;
      const found: InventoryResource[] = [];
      let index = cursor === null ? first : Number(cursor);
      for (; index < count && found.length < size; index += step)
        if (!deleted.has(index)) found.push(resourceOf(index));
      return index < count ? { resources: found, cursor: String(index) } : { resources: found };
    },
    change(index: number): void {
      versions.set(index, (versions.get(index) ?? 0) + 1);
    },
    /** A changed resource that links to nothing any more. */
    unlink(index: number): void {
      unlinked.add(index);
    },
    remove(index: number): void {
      deleted.add(index);
    },
    bringBack(index: number): void {
      deleted.delete(index);
    },
    /** @returns its index */
    add(): number {
      count += 1;
      return count - 1;
    },
    resourceOf,
    cloudIdOf,
    /** Everything there is now, by brute force: what a sync has to come to. */
    all: (): InventoryResource[] =>
      Array.from({ length: count }, (_, index) => index)
        .filter((index) => !deleted.has(index))
        .map(resourceOf),
  };
}
