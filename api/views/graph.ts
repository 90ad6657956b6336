/** How resources hang together: neighbours, what breaks, paths, and the graph in groups. */
import { z } from 'zod';
import { edgeKindNames } from '../../db/model/estate.ts';
import { Id } from './common.ts';
import { ResourceRef } from './estate.ts';

const Kind = z.enum(edgeKindNames);
const confidence = z.coerce.number().min(0).max(1).default(0).describe('edges below it are left out');

export const NeighbourQuery = z.object({
  minConfidence: confidence,
  limit: z.coerce.number().int().min(1).max(200).default(20).describe('resources per group'),
});

export const Neighbours = z
  .object({
    groups: z.array(
      z.object({
        direction: z.enum(['out', 'in']).describe('`out`: this resource is `from`'),
        kind: Kind,
        count: z.number().int(),
        items: z.array(
          z.object({
            resource: ResourceRef,
            confidence: z.number(),
            rule: z.string(),
            evidence: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Neighbours' });

export const ImpactQuery = z.object({
  depth: z.coerce.number().int().min(1).max(10).default(5),
  minConfidence: confidence,
  limit: z.coerce.number().int().min(1).max(1_000).default(200).describe('resources that are listed; all are counted'),
});

/** One edge on a way. The edge reads `from kind to`. */
export const GraphStep = z
  .object({
    resource: ResourceRef.describe('where this step arrives'),
    kind: Kind,
    against: z.boolean().describe('true: the step goes from `to` to `from`'),
    confidence: z.number(),
    rule: z.string(),
  })
  .meta({ id: 'GraphStep' });

export const Impact = z
  .object({
    resource: ResourceRef,
    depth: z.number().int().describe('as far as was looked'),
    total: z.number().int(),
    complete: z.boolean().describe('false: there are more than `total`; the search was stopped at its bound'),
    byDepth: z.array(z.object({ depth: z.number().int(), count: z.number().int() })),
    byType: z.array(z.object({ nativeType: z.string(), count: z.number().int() })),
    hits: z
      .array(
        z.object({
          resource: ResourceRef,
          depth: z.number().int(),
          path: z.array(GraphStep).describe('from the resource asked for to this one'),
        }),
      )
      .describe('nearest first'),
  })
  .meta({ id: 'Impact' });

export const PathQuery = z.object({
  to: Id,
  directed: z.stringbool().default(false).describe('true: along `from kind to` only'),
  minConfidence: confidence,
});

export const GraphPath = z
  .object({
    found: z.boolean(),
    complete: z.boolean().describe('false: the search was stopped at its bound, so there may be a way'),
    from: ResourceRef,
    to: ResourceRef,
    steps: z.array(GraphStep).describe('a shortest way; empty when there is none within 10 steps, or both are one'),
  })
  .meta({ id: 'GraphPath' });

/**
 * Nothing: accounts. `group`: what is in it (an account its regions, a region its VPCs and types, those their
 * resources). `resource`: it and its neighbours. Asked step by step, so that no answer is a hairball.
 */
export const GraphQuery = z.object({
  group: z.string().max(600).optional().describe('id of a group node'),
  resource: Id.optional(),
  shown: z
    .string()
    .max(7_400)
    .regex(/^([0-9a-f-]{36}(,[0-9a-f-]{36})*)?$/)
    .optional()
    .describe('ids of resources on the page already, by comma: edges to them come too'),
  minConfidence: confidence,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional().describe('from `nextCursor`: the next resources of the same group'),
});

export const GraphNode = z
  .object({
    id: z.string().describe('a resource id, or the id of a group to ask for'),
    kind: z.enum(['account', 'region', 'vpc', 'type', 'resource']),
    parent: z.string().nullable().describe('the group node that it was expanded from'),
    label: z.string(),
    count: z.number().int().describe('resources in the group; 1 for a resource'),
    resource: ResourceRef.nullable().describe('of a resource, and of a VPC'),
  })
  .meta({ id: 'GraphNode' });

export const GraphEdge = z
  .object({
    id: z.string(),
    from: z.string(),
    to: z.string(),
    kind: Kind,
    count: z.number().int().describe('edges that this line stands for'),
    confidence: z.number().describe('the highest of them'),
  })
  .meta({ id: 'GraphEdge' });

export const GraphView = z
  .object({
    nodes: z.array(GraphNode),
    edges: z.array(GraphEdge),
    more: z.number().int().describe('nodes that this answer leaves out: "and N more"'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Graph' });
