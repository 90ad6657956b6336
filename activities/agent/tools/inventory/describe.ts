import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { neighboursOf } from '../../../../db/graph.ts';
import { blastRadius, destroyPreview, type GraphStep } from '../../../../db/graph-impact.ts';
import { readResource, resourceHistory } from '../../../../db/resources.ts';
import { scopeOf } from '../../turn-context.ts';
import type { ToolContext } from '../tool-context.ts';
import { cite, cut, onResource, resourceWords, shortAttributes, shortTags } from './answers.ts';

const Which = z.object({ resource: z.string().trim().min(1).max(500).describe(resourceWords) });

export const describeResource = ({ deps, turn }: ToolContext) =>
  tool(
    ({ resource }) =>
      onResource(deps.db, scopeOf(turn), resource, async (tx, { id }) => {
        const found = await readResource(tx, id);
        return {
          resource: {
            ...cite(found),
            category: found.category,
            tags: shortTags(found.tags),
            attributes: shortAttributes(found.attributes),
            gaps: found.gaps,
            connection: found.connection.name,
            firstSeenAt: found.firstSeenAt,
            lastChangedAt: found.lastChangedAt,
            lastSeenAt: found.lastSeenAt,
            codification: found.codification,
            managedBy: found.managedBy.slice(0, 10).map(({ projectName, address }) => ({ projectName, address })),
            ...(found.managedElsewhere && { managedElsewhere: 'by a project that the person who asks does not see' }),
          },
        };
      }),
    {
      name: 'describe_resource',
      description:
        'Reads one resource of the inventory: attributes, tags, which project manages it, when it was last seen. Cheap; as fresh as lastSeenAt says. Long attributes are cut.',
      schema: Which,
    },
  );

export const resourceNeighbours = ({ deps, turn }: ToolContext) =>
  tool(
    ({ resource, limit }) =>
      onResource(deps.db, scopeOf(turn), resource, async (tx, found) => {
        const groups = await neighboursOf(tx, found.id, { minConfidence: 0, limit });
        return {
          resource: cite(found),
          groups: groups.map(({ direction, kind, count, items }) => ({
            reads: direction === 'out' ? `this resource ${kind} them` : `they ${kind} this resource`,
            count,
            shown: items.map((item) => ({ ...cite(item.resource), confidence: item.confidence, rule: item.rule })),
          })),
        };
      }),
    {
      name: 'resource_neighbours',
      description:
        'Tells what stands next to a resource in the graph (network, rights, data, what it runs on), in groups with counts. Cheap. A confidence below 1 is inferred by a rule.',
      schema: Which.extend({ limit: z.number().int().min(1).max(25).default(10).describe('resources per group') }),
    },
  );

const wayOf = (path: GraphStep[]): string =>
  path
    .map(({ resource, kind, against }) => `${against ? `<- ${kind} -` : `- ${kind} ->`} ${cut(resource.name, 80)}`)
    .join(' ');

export const blastRadiusTool = ({ deps, turn }: ToolContext) =>
  tool(
    ({ resource, mode, depth, limit }) =>
      onResource(deps.db, scopeOf(turn), resource, async (tx, { id }) => {
        const ask = mode === 'destroyed_with_it' ? destroyPreview : blastRadius;
        const impact = await ask(tx, id, { depth, minConfidence: 0, limit });
        return {
          resource: cite(impact.resource),
          total: impact.complete ? impact.total : `more than ${impact.total}`,
          byType: impact.byType.slice(0, 20),
          hits: impact.hits.map((hit) => ({ ...cite(hit.resource), depth: hit.depth, way: wayOf(hit.path) })),
          limits: `Looked ${depth} steps far, in what the inventory knows. Use that leaves no trace in the cloud's configuration is not seen.`,
        };
      }),
    {
      name: 'blast_radius',
      description:
        'Tells what breaks, directly or through others, when a resource goes ("breaks"), or only what cannot outlive it ("destroyed_with_it"), nearest first, each with the way that leads there. Changes nothing. Cheap, under a second.',
      schema: Which.extend({
        mode: z.enum(['breaks', 'destroyed_with_it']).default('breaks'),
        depth: z.number().int().min(1).max(10).default(5),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    },
  );

const longestValue = 200;
const short = (value: unknown): string => cut(JSON.stringify(value ?? null), longestValue);

export const resourceHistoryTool = ({ deps, turn }: ToolContext) =>
  tool(
    ({ resource, limit }) =>
      onResource(deps.db, scopeOf(turn), resource, async (tx, found) => {
        const { rows, nextCursor } = await resourceHistory(tx, found.id, { limit });
        return {
          resource: cite(found),
          more: nextCursor !== null,
          history: rows.map(({ kind, at, changes }) => ({
            kind,
            at,
            changes: changes?.slice(0, 10).map(({ path, before, after }) => ({
              path: cut(path, longestValue),
              before: short(before),
              after: short(after),
            })),
          })),
        };
      }),
    {
      name: 'resource_history',
      description:
        'Tells how a resource changed as syncs saw it, newest first: created, updated (which fields), deleted, returned. Also for one that is gone. Cheap; what changed and changed back between two syncs is not seen.',
      schema: Which.extend({ limit: z.number().int().min(1).max(50).default(10) }),
    },
  );
