/** The graph's answers beside those of a program that knows nothing of SQL, on many small random graphs. */
import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEstate, putEdges, putResources, type TestOrg } from '../tests/support/estate-rows.ts';
import { type Database, inOrg, openDatabase, type Tx } from './client.ts';
import { neighboursOf } from './graph.ts';
import { blastRadius, destroyPreview, type GraphStep } from './graph-impact.ts';
import { shortestPath } from './graph-path.ts';
import { type EdgeKind, edgeKindNames, edgeKinds } from './model/estate.ts';

const url = process.env.DATABASE_URL;
const graphs = 220;
const seed = Number(process.env.GRAPH_SEED ?? randomInt(1_000_000));

/** mulberry32: the same numbers for the same seed. */
function dice(start: number) {
  let state = start;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Node = { id: string; cloudId: string; name: string; deletedAt: Date | null };
type Edge = { from: Node; to: Node; kind: EdgeKind; confidence: number };
type Graph = { nodes: Node[]; edges: Edge[]; start: Node; end: Node; depth: number; minConfidence: number };

const confidences = [1, 0.75, 0.5, 0.25];

function randomGraph(number: number): Graph {
  const roll = dice(seed * 1_000 + number);
  const nodes = Array.from({ length: 1 + roll(24) }, (_, index) => {
    const id = randomUUID();
    return { id, cloudId: `n-${id}`, name: `n${index}`, deletedAt: roll(8) === 0 ? new Date() : null };
  });
  const pick = () => nodes[roll(nodes.length)] as Node;
  const edges: Edge[] = [];
  const count = roll(nodes.length * 3);
  while (edges.length < count) {
    // Also loops to oneself, and several edges between the same two.
    const edge: Edge = {
      from: pick(),
      to: pick(),
      kind: edgeKindNames[roll(edgeKindNames.length)] as EdgeKind,
      confidence: confidences[roll(4)] as number,
    };
    edges.push(edge, ...(roll(6) === 0 ? [{ ...edge, confidence: confidences[roll(4)] as number }] : []));
  }
  return {
    nodes,
    edges,
    start: pick(),
    end: pick(),
    depth: 1 + roll(10),
    minConfidence: [0, 0.5, 0.75][roll(3)] as number,
  };
}

type Arrow = { from: string; to: string };
const hurts = ({ kind, from, to }: Edge): Arrow =>
  edgeKinds[kind] === 'forward' ? { from: from.id, to: to.id } : { from: to.id, to: from.id };
const plain = ({ from, to }: Edge): Arrow => ({ from: from.id, to: to.id });
const reversed = ({ from, to }: Arrow): Arrow => ({ from: to, to: from });

const usable = ({ edges, minConfidence }: Graph) => edges.filter(({ confidence }) => confidence >= minConfidence);

/** Distances by relaxing every arrow until nothing changes. Deleted resources are not entered. */
function distances(graph: Graph, arrows: Arrow[]): Map<string, number> {
  const alive = new Set(graph.nodes.filter(({ deletedAt }) => !deletedAt).map(({ id }) => id));
  const far = new Map([[graph.start.id, 0]]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of arrows) {
      const through = (far.get(from) ?? Number.POSITIVE_INFINITY) + 1;
      if (!alive.has(to) || through >= (far.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      far.set(to, through);
      changed = true;
    }
  }
  return far;
}

function expectRealSteps(graph: Graph, steps: GraphStep[], end: string) {
  let at = graph.start.id;
  for (const { resource, kind, against, confidence } of steps) {
    const arrow = against ? { from: resource.id, to: at } : { from: at, to: resource.id };
    const edge = usable(graph).find(
      (one) =>
        one.kind === kind && one.confidence === confidence && one.from.id === arrow.from && one.to.id === arrow.to,
    );
    expect(edge).toBeDefined();
    at = resource.id ?? '';
  }
  expect(at).toBe(end);
}

const goingToo: readonly EdgeKind[] = ['contains', 'manages', 'runs_on', 'deletes_before'];

describe.skipIf(!url)(`the graph, on ${graphs} random graphs of seed ${seed}`, () => {
  let db: Database;
  let org: TestOrg;
  const all = Array.from({ length: graphs }, (_, number) => randomGraph(number));

  beforeAll(async () => {
    process.stdout.write(`GRAPH_SEED=${seed}\n`);
    db = openDatabase(url ?? '');
    org = await newEstate(db);
    await putResources(
      db,
      org,
      all.flatMap(({ nodes }) => nodes),
    );
    await putEdges(
      db,
      org,
      all.flatMap(({ edges }) => edges),
    );
  });
  afterAll(() => db.close());

  const each = async (check: (tx: Tx, graph: Graph) => Promise<void>) => {
    const waiting = [...all];
    const checkNext = async () => {
      for (let graph = waiting.pop(); graph; graph = waiting.pop()) {
        const one = graph;
        await inOrg(db, org, (tx) => check(tx, one));
      }
    };
    await Promise.all(Array.from({ length: 8 }, checkNext));
  };

  it.each([
    ['blast radius', blastRadius, edgeKindNames],
    ['destroy preview', destroyPreview, goingToo],
  ] as const)('finds for a %s exactly what brute force finds, each by a real way', async (_, ask, kinds) => {
    let hits = 0;
    await each(async (tx, graph) => {
      const { start, depth, minConfidence } = graph;
      const impact = await ask(tx, start.id, { depth, minConfidence, limit: 1_000 });
      const arrows = usable(graph)
        .filter(({ kind }) => kinds.includes(kind))
        .map(hurts);
      const expected = [...distances(graph, arrows)].filter(([, far]) => far > 0 && far <= depth);
      expect(Object.fromEntries(impact.hits.map((hit) => [hit.resource.id, hit.depth]))).toEqual(
        Object.fromEntries(expected),
      );
      expect([impact.total, impact.complete]).toEqual([expected.length, true]);
      expect(impact.byDepth.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
      for (const hit of impact.hits) {
        expect(hit.path.length).toBe(hit.depth);
        expectRealSteps(graph, hit.path, hit.resource.id ?? '');
      }
      hits += expected.length;
    });
    expect(hits).toBeGreaterThan(graphs / 4);
  });

  it.each([true, false])(
    'finds a shortest path where there is one and none elsewhere (directed: %s)',
    async (directed) => {
      let found = 0;
      await each(async (tx, graph) => {
        const { start, end, minConfidence } = graph;
        const path = await shortestPath(tx, start.id, end.id, { directed, minConfidence });
        const arrows = usable(graph).map(plain);
        const far = distances(graph, directed ? arrows : [...arrows, ...arrows.map(reversed)]).get(end.id);
        const fromDeleted = start.deletedAt !== null && start !== end;
        const expected = far !== undefined && far <= 10 && !fromDeleted;
        expect([path.found, path.complete]).toEqual([expected, true]);
        if (!expected) return;
        found += 1;
        expect(path.steps.length).toBe(far);
        expectRealSteps(graph, path.steps, end.id);
        if (directed) expect(path.steps.every(({ against }) => !against)).toBe(true);
      });
      expect(found).toBeGreaterThan(graphs / 10);
    },
  );

  it('counts neighbours by kind and direction, each once', async () => {
    await each(async (tx, graph) => {
      const groups = await neighboursOf(tx, graph.start.id, { minConfidence: graph.minConfidence, limit: 3 });
      const expected = new Map<string, Set<string>>();
      for (const { from, to, kind } of usable(graph)) {
        const note = (key: string, other: Node) => {
          if (!other.deletedAt) expected.set(key, (expected.get(key) ?? new Set()).add(other.id));
        };
        if (from === graph.start) note(`out ${kind}`, to);
        if (to === graph.start) note(`in ${kind}`, from);
      }
      const counted = groups.map(({ direction, kind, count }) => [`${direction} ${kind}`, count] as const);
      expect(Object.fromEntries(counted)).toEqual(
        Object.fromEntries([...expected].map(([key, others]) => [key, others.size])),
      );
      for (const { items, count } of groups) expect(items.length).toBe(Math.min(3, count));
    });
  });

  it('shows the other end by its cloud id where the inventory does not have it', async () => {
    const [queue] = await putResources(db, org, [{ name: 'queue' }]);
    if (!queue) throw new Error('the queue was not written');
    await putEdges(db, org, [{ kind: 'iam', from: queue, to: { cloudId: 'arn:aws:kms:::elsewhere' } }]);
    const groups = await inOrg(db, org, (tx) => neighboursOf(tx, queue.id, { minConfidence: 0, limit: 5 }));
    expect(groups).toMatchObject([
      {
        direction: 'out',
        kind: 'iam',
        count: 1,
        items: [{ resource: { id: null, cloudId: 'arn:aws:kms:::elsewhere' } }],
      },
    ]);
  });

  it('shows nothing of it to another organisation', async () => {
    const other = await newEstate(db);
    const id = all[0]?.start.id ?? '';
    const asOther = (work: (tx: Tx) => Promise<unknown>) => inOrg(db, other, work);
    const refused = { code: 'not_found' };
    await expect(asOther((tx) => neighboursOf(tx, id, { minConfidence: 0, limit: 5 }))).rejects.toMatchObject(refused);
    const request = { depth: 5, minConfidence: 0, limit: 5 };
    await expect(asOther((tx) => blastRadius(tx, id, request))).rejects.toMatchObject(refused);
    const path = { directed: false, minConfidence: 0 };
    await expect(asOther((tx) => shortestPath(tx, id, id, path))).rejects.toMatchObject(refused);
  });
});
