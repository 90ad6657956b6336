/** The agent's tools: they read, search, or propose. None of them changes a cloud. */
import type { StructuredToolInterface } from '@langchain/core/tools';
import { budgetState } from './costs/budgets.ts';
import { explainCostChange } from './costs/explain.ts';
import { compareCosts, queryCosts } from './costs/query.ts';
import { estimateCost } from './estimate-cost.ts';
import { blastRadiusTool, describeResource, resourceHistoryTool, resourceNeighbours } from './inventory/describe.ts';
import { searchInventory } from './inventory/search.ts';
import { proposeMemoryNote } from './knowledge/propose-memory-note.ts';
import { readDocument } from './knowledge/read-document.ts';
import { searchDocuments } from './knowledge/search-documents.ts';
import { proposeManifest } from './kubernetes/propose-manifest.ts';
import {
  kubernetesDescribe,
  kubernetesEvents,
  kubernetesList,
  kubernetesLogs,
  kubernetesRollouts,
} from './kubernetes/read.ts';
import { listResources } from './list-resources.ts';
import { proposeChange } from './propose-change.ts';
import { queryInfrastructure } from './query-infrastructure.ts';
import { readProject, readState } from './read-project.ts';
import { listRuns, readPlan } from './read-runs.ts';
import { resourceWhy } from './resource-why.ts';
import type { ToolContext } from './tool-context.ts';

const makers = [
  searchInventory,
  describeResource,
  resourceNeighbours,
  blastRadiusTool,
  resourceHistoryTool,
  listResources,
  readProject,
  readState,
  listRuns,
  readPlan,
  estimateCost,
  queryCosts,
  compareCosts,
  explainCostChange,
  budgetState,
  queryInfrastructure,
  resourceWhy,
  searchDocuments,
  readDocument,
  proposeMemoryNote,
  proposeChange,
  kubernetesList,
  kubernetesDescribe,
  kubernetesEvents,
  kubernetesLogs,
  kubernetesRollouts,
  proposeManifest,
];

export const agentTools = (context: ToolContext): StructuredToolInterface[] => makers.map((make) => make(context));
