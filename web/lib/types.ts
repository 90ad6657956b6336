/** Names for the parts of the API's shapes that pages talk about. */
import type {
  Delivery as DeliveryRow,
  Event,
  GraphEdge,
  Me,
  Message,
  Resource,
  ResourceListItem,
  Run,
  RunListItem,
  Session,
} from './api-types.generated.ts';

export type RunState = RunListItem['state'];
export type RunEngine = RunListItem['engine'];
export type RunKind = RunListItem['kind'];
export type Counts = NonNullable<RunListItem['counts']>;
export type RiskClass = NonNullable<RunListItem['riskClass']>;
export type PlanSummary = NonNullable<Run['summary']>;
export type CostEstimate = NonNullable<Run['cost']>;
export type CostRange = Extract<CostEstimate, { status: 'estimated' }>['delta'];
export type ResourceCost = Extract<CostEstimate, { status: 'estimated' }>['resources'][number];
export type CostComponent = ResourceCost['components'][number];
export type ResourceChange = PlanSummary['changes'][number];
export type AttributeChange = ResourceChange['attributes'][number];
export type ChangeAction = ResourceChange['action'];
export type OutputChange = PlanSummary['outputs'][number];
export type TurnState = NonNullable<Session['turn']>['state'];
export type Delivery = Message['delivery'];
export type AnyEvent = Event['event'];
export type Role = Me['role'];

export type CloudProvider = ResourceListItem['provider'];
export type Category = ResourceListItem['category'];
export type Codification = ResourceListItem['codification'];
export type EdgeKind = GraphEdge['kind'];
/** One attribute of a cloud's resource that differs, by its path. */
export type Difference = NonNullable<Resource['managedBy'][number]['drift']>[number];

export type SyncProgress = Extract<AnyEvent, { type: 'sync.progress' }>['payload'];
export type KnowledgeProgress = Extract<AnyEvent, { type: 'knowledge.progress' }>['payload'];
export type SyncState = SyncProgress['state'];
export type NoticeKind = DeliveryRow['notice']['kind'];
export type Notice = Extract<AnyEvent, { type: 'notice' }>['payload'];

export type Page<Item> = { items: Item[]; nextCursor: string | null };
