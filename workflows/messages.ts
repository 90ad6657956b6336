/**
 * The only door to the workflows: every name, input, result, signal and query that clients and activities use.
 *
 * Everything here ends in Temporal histories, so it holds ids, digests, states and small numbers.
 * Transcripts, HCL, plans, logs and secrets stay in Postgres and S3.
 */
import { defineQuery, defineSignal } from '@temporalio/workflow';

export { requestIdIn, withRequestId } from './request-id.ts';
export { searchAttributes, searchAttributesOf } from './search-attributes.ts';

export const taskQueues = {
  interactive: 'interactive',
  provisioning: 'provisioning',
  sync: 'sync',
  /** Of its own: a flood, or a place that answers slowly, keeps no conversation and no sync from going on. */
  notices: 'notices',
} as const;

export const workflowIds = {
  chatSession: (sessionId: string) => `session-${sessionId}`,
  provisioningRun: (runId: string) => `run-${runId}`,
  provisioningQueue: (projectId: string) => `queue-${projectId}`,
  driftCheck: (projectId: string) => `drift-${projectId}`,
  importResource: (importId: string) => `import-${importId}`,
  resourceSync: (connectionId: string) => `sync-${connectionId}`,
  /** What the schedule starts; Temporal adds the time to it. */
  resourceSyncTick: (connectionId: string) => `sync-tick-${connectionId}`,
  billingSync: (billingAccountId: string) => `billing-${billingAccountId}`,
  billingSyncTick: (billingAccountId: string) => `billing-tick-${billingAccountId}`,
  resourceSyncRegion: (syncRunId: string, account: string, region: string) => `sync-${syncRunId}-${account}-${region}`,
  knowledgeIngest: (sourceId: string) => `knowledge-${sourceId}`,
  repositoryLook: (integrationId: string) => `repositories-look-${integrationId}`,
  knowledgeIngestTick: (sourceId: string) => `knowledge-tick-${sourceId}`,
  knowledgeReindex: (orgId: string) => `reindex-${orgId}`,
  deliverNotice: (noticeId: string) => `notice-${noticeId}`,
  deliver: (deliveryId: string) => `delivery-${deliveryId}`,
  pullRequest: (pullRequestId: string) => `pull-request-${pullRequestId}`,
  repositoryHooks: (integrationId: string) => `hooks-${integrationId}`,
  slackHooks: (integrationId: string) => `hooks-${integrationId}`,
  slackThread: (sessionId: string) => `slack-${sessionId}`,
  slackCards: (runId: string) => `slack-cards-${runId}`,
  connectionCheck: (connectionId: string) => `connection-${connectionId}`,
  /** What the schedule starts; Temporal adds the time to it. */
  connectionCheckTick: (connectionId: string) => `connection-tick-${connectionId}`,
  auditCheckpoints: 'audit-checkpoints',
  auditVerification: 'audit-verification',
};

/** Temporal Schedules that start workflows without anyone asking. */
export const scheduleIds = {
  resourceSync: (connectionId: string) => `sync-${connectionId}`,
  billingSync: (billingAccountId: string) => `billing-${billingAccountId}`,
  knowledgeIngest: (sourceId: string) => `knowledge-${sourceId}`,
  repositoryLook: (integrationId: string) => `repositories-${integrationId}`,
  connectionCheck: (connectionId: string) => `connection-${connectionId}`,
  auditCheckpoints: 'audit-checkpoints',
  auditVerification: 'audit-verification',
};

/** What concerns a project as a whole. */
export type OfProject = { orgId: string; projectId: string };

// Chat

export type ChatSessionInput = { orgId: string; sessionId: string };

export type TurnState = 'queued' | 'running' | 'waiting' | 'completed' | 'stopped' | 'failed';

/** A message, an outcome or a stop request lies in Postgres. Says "look", carries nothing. */
export const sessionNudge = defineSignal('sessionNudge');

/** Someone pressed stop, or sent a message that interrupts. The id is the request's row. */
export const stopTurn = defineSignal<[{ requestId: string }]>('stopTurn');

export type ChatSessionStatus = {
  turnId: string | null;
  state: TurnState | 'idle';
  step: number;
  waitingForRunId: string | null;
};
export const chatSessionStatus = defineQuery<ChatSessionStatus>('status');

/** How a paused graph goes on: the run it proposed has ended, or a new message came first. */
export type StepResume = { kind: 'outcome'; runId: string } | { kind: 'deferred'; runId: string };

export type AgentStepInput = {
  orgId: string;
  sessionId: string;
  turnId: string;
  step: number;
  resume: StepResume | null;
};

export type AgentStepResult = {
  done: boolean;
  next: string[];
  /** Set when `human_approval` paused the graph for this run. */
  waitingForRunId: string | null;
};

export type ClaimedTurn = { turnId: string; kind: 'message' | 'outcome' };

// Provisioning

export type RunKind = 'apply' | 'destroy' | 'plan';

/** What plans and applies: Terraform, or a Kubernetes API server by server-side apply. */
export type RunEngine = 'terraform' | 'kubernetes';

export type RunState =
  | 'queued'
  | 'gating'
  | 'planning'
  | 'evaluating'
  | 'no_changes'
  | 'planned'
  | 'awaiting_approval'
  | 'approved'
  | 'verifying'
  | 'applying'
  | 'applied'
  | 'partial'
  | 'rejected'
  | 'expired'
  | 'superseded'
  | 'stale'
  | 'cancelled'
  | 'failed';

export type ProvisioningRunInput = {
  orgId: string;
  projectId: string;
  runId: string;
  kind: RunKind;
  /** Absent: Terraform. */
  engine?: RunEngine;
};

export type RunOutcome = { runId: string; state: RunState; reason: string | null };

/** A decision lies in `approvals`. The workflow checks it against its own state before it counts. */
export const decisionMade = defineSignal<[{ approvalId: string }]>('decisionMade');

/** A request to cancel lies in `stop_requests`. */
export const cancelRun = defineSignal<[{ requestId: string }]>('cancelRun');

/** From the project's queue: this run may change the project now. */
export const turnGranted = defineSignal('turnGranted');

export type RunStatus = { state: RunState; planSha256: string | null };
export const runStatus = defineQuery<RunStatus>('status');

export type PlanResult =
  | { kind: 'refused'; reason: string }
  | { kind: 'no_changes' }
  | { kind: 'sealed'; planSha256: string; semanticDigest: string };

export type ApprovalTerms = { required: number; expiresInMs: number };

/** What one decision row means once checked: it counts, it ends the run, or it was refused for a reason. */
export type Verdict =
  | { kind: 'approved'; by: string }
  | { kind: 'counted' }
  | { kind: 'rejected'; reason: string }
  | { kind: 'refused'; reason: string };

export type ApplyResult =
  | { kind: 'applied' }
  | { kind: 'partial'; reason: string }
  | { kind: 'failed'; reason: string };

export type ReconcileResult = ApplyResult & { lockedBy: string | null };

// Queue of a project

export type ProvisioningQueueInput = {
  orgId: string;
  projectId: string;
  /** Carried over by continue-as-new. */
  holder?: string | null;
  waiting?: string[];
};

export const joinQueue = defineSignal<[{ runId: string }]>('joinQueue');
export const leaveQueue = defineSignal<[{ runId: string }]>('leaveQueue');

export type QueueStatus = { holder: string | null; waiting: string[] };
export const queueStatus = defineQuery<QueueStatus>('status');

// Inventory

export type SyncTrigger = 'schedule' | 'person' | 'connect' | 'run';

/** One sync of a connection at a time: the workflow id is the connection's. A schedule starts it without a run id. */
export type ResourceSyncInput = {
  orgId: string;
  connectionId: string;
  syncRunId: string | null;
  trigger: SyncTrigger;
  /** Carried over by continue-as-new: what there is to list is known, and another sync was asked for. */
  opened?: boolean;
  again?: SyncTrigger | null;
};

export type OfConnection = { orgId: string; connectionId: string };

export type OfSyncRun = OfConnection & { syncRunId: string };

export type ResourceSyncRegionInput = OfSyncRun & { account: string; region: string };

/** `reason`: the provider refused the credentials, in words; nothing else is to be asked with them. */
export type RegionVerdict = { kind: 'ended' } | { kind: 'rejected'; reason: string };

export type SyncVerdict = { kind: 'listed' } | { kind: 'cancelled' } | { kind: 'rejected' | 'failed'; reason: string };

/** Counts are in `sync_runs` and `sync_scopes`. */
export type ResourceSyncOutcome = { syncRunId: string; state: 'complete' | 'partial' | 'failed' | 'cancelled' };

/** Once more after the one that runs, unless it is that very one, or has not begun to look. */
export const syncAgain = defineSignal<[{ syncRunId: string | null; trigger: SyncTrigger }]>('syncAgain');

// Codified, drifted, unmanaged

/** One look at a project at a time: the workflow id is the project's. A schedule starts it without a check id. */
export type DriftCheckInput = OfProject & { checkId: string | null };

/** What differs is in `state_resources`. */
export type DriftCheckOutcome = { checkId: string; state: 'complete' | 'failed' };

/** The wish is in `resource_imports`, and so is what came of it. */
export type ImportInput = { orgId: string; importId: string };

export type ResourceImportOutcome =
  | { importId: string; state: 'proposed'; runId: string }
  | { importId: string; state: 'failed' };

// Costs

export type OfBillingAccount = { orgId: string; billingAccountId: string };

/** One sync of a billing account at a time: the workflow id is the account's. Rows of `billing_syncs` say who asked. */
export type BillingSyncInput = OfBillingAccount & {
  trigger: 'schedule' | 'person' | 'upload' | 'connect';
  /** Carried over by continue-as-new: the rows that this look answers, and how many imports brought nothing good. */
  claimed?: string[];
  troubles?: number;
};

export type BillingSyncOutcome = { state: 'complete' | 'partial' | 'failed' | 'cancelled' };

/** A sync was asked for: its row lies in Postgres. Says "look", carries nothing. */
export const billingNudge = defineSignal('billingNudge');

/** What became of one import; why is in its row. */
export type ImportOutcome = { importId: string; kind: 'loaded' | 'unchanged' | 'refused' | 'failed' };

// Knowledge

export type OfKnowledgeSource = { orgId: string; sourceId: string };

/** One ingest of a source at a time: the workflow id is the source's. Rows of `knowledge_ingests` say who asked. */
export type KnowledgeIngestInput = {
  orgId: string;
  sourceId: string;
  trigger: 'schedule' | 'person' | 'upload' | 'api';
  /** Carried over by continue-as-new. */
  ingestId?: string | null;
};

/** An ingest was asked for: its row lies in Postgres. Says "look", carries nothing. */
export const ingestNudge = defineSignal('ingestNudge');

export type KnowledgeIngestOutcome = { ingestId: string; state: 'complete' | 'partial' | 'failed' | 'cancelled' };

/**
 * Builds the index that the worker's configuration asks for beside the one that serves, then changes over. One an
 * organisation: the workflow id is the organisation's.
 */
export type KnowledgeReindexInput = { orgId: string };

export type KnowledgeReindexOutcome = { state: 'unchanged' | 'serving' | 'failed' };

// Notices

export type OfNotice = { orgId: string; noticeId: string };

export type OfDelivery = { orgId: string; deliveryId: string };

/** One chain of attempts at a time: the workflow id is the delivery's. `forMs`: how long attempts go on. */
export type DeliverInput = OfDelivery & { forMs: number };

/** `later`: it is not its turn at that place yet. What a failed attempt met is in the delivery's row. */
export type AttemptOutcome = { kind: 'ended'; state: 'sent' | 'skipped' | 'dead' } | { kind: 'later'; inMs: number };

/** Where a notice goes, and how long each of them is tried. */
export type RoutedNotice = { deliveryIds: string[]; forMs: number };

// The places where people already work

export type OfIntegration = { orgId: string; integrationId: string };

export type OfPullRequest = { orgId: string; pullRequestId: string };

/** `told`: digest of what was told over there last, carried over by continue-as-new. */
export type PullRequestInput = OfPullRequest & { told?: string | null };

/** `to_settle`: merged over there, and what that means is not decided yet. */
export type PullRequestSeen = { kind: 'open' | 'to_settle' | 'merged' | 'closed'; runGoesOn: boolean };

/** Something changed over there, or in its run. Says "look", carries nothing. */
export const pullRequestNudge = defineSignal('pullRequestNudge');

/** Something came in by webhook: its row is in `inbound_hooks`. */
export const hookReceived = defineSignal('hookReceived');

/** Tells a conversation's events in the thread that it came from. */
export type SlackThreadInput = { orgId: string; sessionId: string };

/** Keeps the messages up to date that ask people to decide about a run. */
export type SlackCardsInput = { orgId: string; runId: string };

/** What is shown in Slack may have changed. Says "look", carries nothing. */
export const slackNudge = defineSignal('slackNudge');

// Connections

/** One look at a connection at a time: the workflow id is the connection's. Rows of `connection_checks` say who asked. */
export type ConnectionCheckInput = OfConnection & { trigger: 'connect' | 'rotation' | 'person' | 'schedule' };

export type OfConnectionCheck = OfConnection & { checkId: string };

/** `undecided`: it could not be found out, however often it was asked; that proves nothing against the connection. */
export type CheckVerdict = { kind: 'through' } | { kind: 'cancelled' } | { kind: 'undecided'; reason: string };

/** What was found, and what to do, is in `connection_check_steps`. */
export type ConnectionCheckOutcome = { checkId: string; state: 'passed' | 'limited' | 'failed' | 'cancelled' };

/** A look was asked for: its row lies in Postgres. Says "look", carries nothing. */
export const connectionNudge = defineSignal('connectionNudge');

// How each workflow is started: the same id and queue for whoever does it.

export const startOf = {
  chatSession: (input: ChatSessionInput) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.chatSession(input.sessionId),
    args: [input] as [ChatSessionInput],
  }),
  provisioningRun: (input: ProvisioningRunInput) => ({
    taskQueue: taskQueues.provisioning,
    workflowId: workflowIds.provisioningRun(input.runId),
    args: [input] as [ProvisioningRunInput],
  }),
  provisioningQueue: (input: ProvisioningQueueInput) => ({
    taskQueue: taskQueues.provisioning,
    workflowId: workflowIds.provisioningQueue(input.projectId),
    args: [input] as [ProvisioningQueueInput],
  }),
  driftCheck: (input: DriftCheckInput) => ({
    // Beside the runs, so that no run waits for a place because of it.
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.driftCheck(input.projectId),
    args: [input] as [DriftCheckInput],
  }),
  importResource: (input: ImportInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.importResource(input.importId),
    args: [input] as [ImportInput],
  }),
  resourceSync: (input: ResourceSyncInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.resourceSync(input.connectionId),
    args: [input] as [ResourceSyncInput],
  }),
  slackHooks: (input: OfIntegration) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.slackHooks(input.integrationId),
    args: [input] as [OfIntegration],
  }),
  slackThread: (input: SlackThreadInput) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.slackThread(input.sessionId),
    args: [input] as [SlackThreadInput],
  }),
  slackCards: (input: SlackCardsInput) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.slackCards(input.runId),
    args: [input] as [SlackCardsInput],
  }),
  billingSync: (input: BillingSyncInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.billingSync(input.billingAccountId),
    args: [input] as [BillingSyncInput],
  }),
  pullRequest: (input: PullRequestInput) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.pullRequest(input.pullRequestId),
    args: [input] as [PullRequestInput],
  }),
  repositoryHooks: (input: OfIntegration) => ({
    taskQueue: taskQueues.interactive,
    workflowId: workflowIds.repositoryHooks(input.integrationId),
    args: [input] as [OfIntegration],
  }),
  deliverNotice: (input: OfNotice) => ({
    taskQueue: taskQueues.notices,
    workflowId: workflowIds.deliverNotice(input.noticeId),
    args: [input] as [OfNotice],
  }),
  deliver: (input: DeliverInput) => ({
    taskQueue: taskQueues.notices,
    workflowId: workflowIds.deliver(input.deliveryId),
    args: [input] as [DeliverInput],
  }),
  knowledgeIngest: (input: KnowledgeIngestInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.knowledgeIngest(input.sourceId),
    args: [input] as [KnowledgeIngestInput],
  }),
  connectionCheck: (input: ConnectionCheckInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.connectionCheck(input.connectionId),
    args: [input] as [ConnectionCheckInput],
  }),
  knowledgeReindex: (input: KnowledgeReindexInput) => ({
    taskQueue: taskQueues.sync,
    workflowId: workflowIds.knowledgeReindex(input.orgId),
    args: [input] as [KnowledgeReindexInput],
  }),
};
