import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode } from './api-types.generated.ts';
import { emptyModel, inPlaces, shownOf, withoutPart, withPart } from './graph-model.ts';

const node = (id: string, parent: string | null = null, kind: GraphNode['kind'] = 'region'): GraphNode => ({
  id,
  kind,
  parent,
  label: id,
  count: 1,
  resource: null,
});
const edge = (from: string, to: string) => ({
  id: `${from}${to}`,
  from,
  to,
  kind: 'data' as const,
  count: 1,
  confidence: 1,
});
const part = (nodes: GraphNode[], edges = [] as Graph['edges'], more = 0): Graph => ({
  nodes,
  edges,
  more,
  nextCursor: more > 0 ? 'next' : null,
});
const ids = (model: Parameters<typeof shownOf>[0]) => shownOf(model).nodes.map(({ id }) => id);

const accounts = withPart(emptyModel(''), '', part([node('a'), node('b')], [edge('a', 'b')]));
const opened = withPart(accounts, 'a', part([node('a1', 'a'), node('a2', 'a')]));
const deeper = withPart(opened, 'a1', part([node('r', 'a1', 'resource')], [], 7));

describe('what is shown', () => {
  it('puts parents before what is in them', () => {
    expect(ids(deeper)).toEqual(['a', 'a1', 'r', 'a2', 'b']);
  });

  it('closes what was opened inside, and opens calm again', () => {
    const closed = withoutPart(deeper, 'a');
    expect(ids(closed)).toEqual(['a', 'b']);
    expect(ids(withPart(closed, 'a', part([node('a1', 'a')])))).toEqual(['a', 'a1', 'b']);
  });

  it('keeps a node that another open one brought too', () => {
    const start = withPart(emptyModel('x'), 'x', part([node('x', null, 'resource'), node('y', null, 'resource')]));
    const both = withPart(
      start,
      'y',
      part([node('y', null, 'resource'), node('x', null, 'resource'), node('z', null, 'resource')]),
    );
    expect(ids(both).sort()).toEqual(['x', 'y', 'z']);
    expect(ids(withoutPart(both, 'y')).sort()).toEqual(['x', 'y']);
  });

  it('leaves a resource in its group when a neighbour brings it again', () => {
    const again = withPart(deeper, 'r', part([node('r', null, 'resource'), node('s', null, 'resource')]));
    expect(shownOf(again).nodes.find(({ id }) => id === 'r')?.parent).toBe('a1');
  });

  it('adds the next page to the one before, and says what is left', () => {
    const more = withPart(deeper, 'a1', part([node('r2', 'a1', 'resource')], [], 6));
    expect(ids(more)).toContain('r2');
    expect(ids(more)).toContain('r');
    expect(shownOf(more).left).toEqual({ a1: 6 });
  });

  it('draws no line to what is not there, and one line for what came twice', () => {
    const twice = withPart(
      deeper,
      'a2',
      part([node('q', 'a2', 'resource')], [edge('q', 'r'), edge('q', 'r'), edge('q', 'gone')]),
    );
    expect(shownOf(twice).edges.filter(({ from }) => from === 'q')).toHaveLength(1);
  });

  it('drops the line between two open groups, whose members have lines of their own', () => {
    const both = withPart(opened, 'b', part([node('b1', 'b')]));
    expect(shownOf(opened).edges).toHaveLength(1);
    expect(shownOf(both).edges).toHaveLength(0);
  });
});

it('groups loose resources by place, and only when there are several places', () => {
  const at = (id: string, region: string): GraphNode => ({
    ...node(id, null, 'resource'),
    resource: {
      id,
      cloudId: id,
      name: id,
      provider: 'aws',
      account: '1',
      region,
      service: null,
      nativeType: null,
      category: null,
      deletedAt: null,
    },
  });
  expect(inPlaces([at('x', 'eu'), at('y', 'eu')])).toHaveLength(2);
  const grouped = inPlaces([at('x', 'eu'), at('y', 'us')]);
  expect(grouped.map(({ id, parent }) => [id, parent])).toEqual([
    ['place 1, eu', null],
    ['place 1, us', null],
    ['x', 'place 1, eu'],
    ['y', 'place 1, us'],
  ]);
});
