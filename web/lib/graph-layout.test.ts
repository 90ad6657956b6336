import { expect, it } from 'vitest';
import { type LayoutNode, layoutGraph, type Placed } from './graph-layout.ts';

const size = { width: 200, height: 40 };
const node = (id: string, parent: string | null = null): LayoutNode => ({ id, parent, ...size });
const byId = (placed: Placed[]) => Object.fromEntries(placed.map((one) => [one.id, one]));
const overlap = (a: Placed, b: Placed) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

it('lets an edge lead from left to right', () => {
  const { a, b } = byId(layoutGraph([node('b'), node('a')], [{ from: 'a', to: 'b' }]));
  expect(a && b && a.x + a.width < b.x).toBe(true);
});

it('grows a group around its members', () => {
  const { g, m, n } = byId(layoutGraph([node('g'), node('m', 'g'), node('n', 'g')], []));
  for (const member of [m, n]) {
    expect(member && g && member.x >= 0 && member.x + member.width <= g.width).toBe(true);
    expect(member && g && member.y >= 0 && member.y + member.height <= g.height).toBe(true);
  }
});

it('puts nothing on top of something else, tied or not, in groups or beside them', () => {
  const nodes = [
    ...Array.from({ length: 30 }, (_, at) => node(`t${at}`)),
    ...Array.from({ length: 30 }, (_, at) => node(`l${at}`)),
    ...Array.from({ length: 12 }, (_, at) => node(`in${at}`, 't3')),
    ...Array.from({ length: 12 }, (_, at) => node(`deep${at}`, 'in2')),
  ];
  const edges = Array.from({ length: 29 }, (_, at) => ({ from: `t${at}`, to: `t${(at * 7 + 1) % 30}` }));
  const placed = byId(layoutGraph(nodes, [...edges, { from: 'deep1', to: 't20' }, { from: 'in1', to: 'in5' }]));
  for (const parent of [null, 't3', 'in2']) {
    const level = nodes.filter((one) => one.parent === parent).flatMap(({ id }) => placed[id] ?? []);
    const pairs = level.flatMap((a, at) => level.slice(at + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => [a.id, b.id])).toEqual([]);
  }
});

it('survives a circle and an edge to itself', () => {
  const edges = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
    { from: 'a', to: 'a' },
  ];
  expect(layoutGraph([node('a'), node('b')], edges)).toHaveLength(2);
});
