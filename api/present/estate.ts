/** Rows of resources and of the graph as their views. */
import type { z } from 'zod';
import type { NeighbourGroup } from '../../db/graph.ts';
import type { GraphPart } from '../../db/graph-groups.ts';
import type { GraphStep, Impact } from '../../db/graph-impact.ts';
import type { GraphPath } from '../../db/graph-path.ts';
import type { ResourceRow } from '../../db/resource-list.ts';
import type { ResourceChangeRow, ResourceDetails, ResourceRef } from '../../db/resources.ts';
import type { SavedViewRow } from '../../db/saved-views.ts';
import type {
  ResourceRef as RefView,
  ResourceChange,
  ResourceListItem,
  ResourceView,
  SavedView,
} from '../views/estate.ts';
import type * as graph from '../views/graph.ts';
import { connectionView } from './projects.ts';
import { time, timeOrNull } from './times.ts';

export const resourceListItem = (row: ResourceRow): z.output<typeof ResourceListItem> => ({
  ...row,
  firstSeenAt: time(row.firstSeenAt),
  lastChangedAt: time(row.lastChangedAt),
  deletedAt: timeOrNull(row.deletedAt),
});

export const resourceView = (row: ResourceDetails): z.output<typeof ResourceView> => ({
  ...row,
  ...resourceListItem(row),
  cloudCreatedAt: timeOrNull(row.cloudCreatedAt),
  lastSeenAt: timeOrNull(row.lastSeenAt),
  connection: connectionView(row.connection),
  managedBy: row.managedBy.map((state) => ({ ...state, driftCheckedAt: timeOrNull(state.driftCheckedAt) })),
});

export const resourceChange = (row: ResourceChangeRow): z.output<typeof ResourceChange> => ({
  ...row,
  at: time(row.at),
});

export const refView = (ref: ResourceRef): z.output<typeof RefView> => ({
  ...ref,
  deletedAt: timeOrNull(ref.deletedAt),
});

export const neighboursView = (groups: NeighbourGroup[]): z.output<typeof graph.Neighbours> => ({
  groups: groups.map((group) => ({
    ...group,
    items: group.items.map((item) => ({ ...item, resource: refView(item.resource) })),
  })),
});

const stepView = (step: GraphStep): z.output<typeof graph.GraphStep> => ({ ...step, resource: refView(step.resource) });

export const impactView = (impact: Impact): z.output<typeof graph.Impact> => ({
  ...impact,
  resource: refView(impact.resource),
  hits: impact.hits.map(({ resource, depth, path }) => ({
    resource: refView(resource),
    depth,
    path: path.map(stepView),
  })),
});

export const pathView = (path: GraphPath): z.output<typeof graph.GraphPath> => ({
  ...path,
  from: refView(path.from),
  to: refView(path.to),
  steps: path.steps.map(stepView),
});

export const graphView = (part: GraphPart): z.output<typeof graph.GraphView> => ({
  ...part,
  nodes: part.nodes.map((node) => ({ ...node, resource: node.resource && refView(node.resource) })),
  edges: part.edges.map((edge) => ({ ...edge, id: `${edge.from} ${edge.kind} ${edge.to}` })),
});

export const savedView = ({ view, owner }: SavedViewRow, userId: string): z.output<typeof SavedView> => ({
  id: view.id,
  page: view.page,
  name: view.name,
  query: view.query,
  shared: view.shared,
  mine: view.userId === userId,
  owner,
  createdAt: time(view.createdAt),
});
