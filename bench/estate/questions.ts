/** How fast the loaded estate answers, through the API: pages of the inventory with their totals, and blast radius. */
import { sql } from 'drizzle-orm';
import { inOrg } from '../../db/client.ts';
import type { Impact, ResourcePage } from '../../web/lib/api-types.generated.ts';
import type { Bench } from '../bench.ts';
import type { Figures } from '../support/report.ts';
import { percentile, round, summarise } from '../support/statistics.ts';
import type { EstateAccount } from './account.ts';

const rounds = 10;
const roots = { random: 150, hubs: 50 };

/** What a person at the table does: look, sort, search for what is there and what is not, filter, go on. */
const lists = [
  '',
  'sort=lastChangedAt&order=desc',
  'sort=nativeType',
  'sort=region&order=desc',
  'q=99',
  'q=no-such-thing-anywhere',
  'region=region-1',
  'tag=no-such-tag',
  'untagged=true',
  'codification=unmanaged',
  'codification=drifted',
  'changedSince=2020-01-01T00:00:00Z&limit=200',
  'deleted=only',
];

export async function questionFigures(bench: Bench, estate: EstateAccount): Promise<Figures> {
  const pages: number[] = [];
  const facets: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    bench.signal.throwIfAborted();
    bench.say(`estate: asking the inventory, ${round < 0 ? 'warming up' : `${round + 1} of ${rounds}`}`);
    const times: number[] = [];
    for (const list of lists) times.push(...(await twoPages(bench, list)));
    const facetTime = await timed(() => bench.api.get('/resources/facets?q=9'));
    if (round < 0) continue;
    pages.push(...times);
    facets.push(facetTime);
  }
  bench.say(`estate: ${roots.random + roots.hubs} blast radii to depth 5`);
  const sizes: number[] = [];
  const radii = await timesOf(await chosenRoots(estate), async (id) => {
    const impact = await bench.api.get<Impact>(`/resources/${id}/blast-radius?depth=5`);
    sizes.push(impact.total);
  });
  const inventoryQueryP95Ms = percentile(pages, 0.95);
  const blastRadiusP95Ms = percentile(radii, 0.95);
  return {
    rows: [
      { what: 'inventory', who: 'a page with its total', times: summarise(pages) },
      { what: 'inventory', who: 'all facets', times: summarise(facets) },
      { what: 'blast radius', who: 'depth 5', times: summarise(radii) },
    ],
    figures: {
      inventoryQueryP95Ms: round(inventoryQueryP95Ms),
      inventoryFacetsP95Ms: round(percentile(facets, 0.95)),
      blastRadiusP95Ms: round(blastRadiusP95Ms),
      blastRadiusLargest: Math.max(...sizes),
    },
    notes: [
      `Blast radius of ${roots.random} resources at random and of the ${roots.hubs} with the most edges: ${percentile(sizes, 0.5)} resources at the median, ${Math.max(...sizes)} at most.`,
    ],
    targets: [
      { figure: 'inventoryQueryP95Ms', value: inventoryQueryP95Ms, atMost: 100, unit: 'ms' },
      { figure: 'blastRadiusP95Ms', value: blastRadiusP95Ms, atMost: 200, unit: 'ms' },
    ],
  };
}

/** The first page, and the next one by its cursor: milliseconds of each. */
async function twoPages({ api }: Bench, list: string): Promise<number[]> {
  let cursor: string | null = null;
  const first = await timed(async () => {
    cursor = (await api.get<ResourcePage>(`/resources?${list}`)).nextCursor;
  });
  if (cursor === null) return [first];
  const next = `/resources?${list}&cursor=${encodeURIComponent(cursor)}`;
  return [first, await timed(() => api.get(next))];
}

async function chosenRoots({ db, orgId }: EstateAccount): Promise<string[]> {
  const { rows } = await inOrg(db, { orgId }, (tx) =>
    tx.execute<{ id: string }>(sql`
      (select id from resources where deleted_at is null order by md5(cloud_id) limit ${roots.random})
      union all
      (select to_id from edges where to_id is not null group by 1 order by count(*) desc, 1 limit ${roots.hubs})`),
  );
  return rows.map(({ id }) => id);
}

async function timesOf<Item>(items: Item[], ask: (item: Item) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) times.push(await timed(() => ask(item)));
  return times;
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await ask();
  return performance.now() - from;
}
