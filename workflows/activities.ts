/**
 * How the workflows call their activities: queue, time limits and retries of each kind, in one place.
 *
 * - Short database steps are local activities: no hop through the server (7 to 12 ms instead of 17).
 * - What calls a model, a cloud or Terraform is a regular activity, with a heartbeat, so that a dead worker is noticed.
 * - What applies a plan has one attempt. After it comes *reconcile*, never a retry.
 */
import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AgentSteps } from '../activities/agent/steps.ts';
import type { ChatStore } from '../activities/agent/store.ts';
import type { AuditSteps, AuditStore } from '../activities/audit/steps.ts';
import type { BillingSteps, BillingStore } from '../activities/billing/steps.ts';
import type { CodifiedSteps, CodifiedStore } from '../activities/codified/steps.ts';
import type { ConnectionSteps } from '../activities/connections/steps.ts';
import type { ConnectionStore } from '../activities/connections/store.ts';
import type { InventorySteps, InventoryStore } from '../activities/inventory/steps.ts';
import type { ReindexSteps } from '../activities/knowledge/reindex-steps.ts';
import type { KnowledgeSteps, KnowledgeStore } from '../activities/knowledge/steps.ts';
import type { KubernetesSteps } from '../activities/kubernetes/steps/index.ts';
import type { NoticeSteps, NoticeStore } from '../activities/notifications/steps.ts';
import type { RepositorySteps, RepositoryStore } from '../activities/repositories/steps.ts';
import type { SlackSteps, SlackStore } from '../activities/slack/steps.ts';
import type { TerraformSteps } from '../activities/terraform/steps/index.ts';
import type { RunStore } from '../activities/terraform/steps/store.ts';
import { type RunEngine, taskQueues } from './messages.ts';

/** A dependency may be away for minutes: wait for it, calmly, and go on when it is back. */
const patient = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' } as const;

export const chatStore = proxyLocalActivities<ChatStore>({ startToCloseTimeout: '30s', retry: patient });

export const runStore = proxyLocalActivities<RunStore>({ startToCloseTimeout: '30s', retry: patient });

/** Nothing waits for these for ever: what they miss, the next look catches up with. */
export const codifiedStore = proxyLocalActivities<CodifiedStore>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2 minutes',
  retry: patient,
});

/** On the queue of the syncs: a run never waits for a place because of a look at another project. */
export const codified = proxyActivities<CodifiedSteps>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '1 hour',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patient,
});

export const agent = proxyActivities<AgentSteps>({
  taskQueue: taskQueues.interactive,
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10s',
  // The step answers a cancellation by keeping what was said so far, so it is waited for.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patient,
});

const ofARun = {
  taskQueue: taskQueues.provisioning,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '2 hours',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patient,
} as const;

const once = {
  taskQueue: taskQueues.provisioning,
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
} as const;

export const terraform = proxyActivities<TerraformSteps>(ofARun);
const terraformOnce = proxyActivities<Pick<TerraformSteps, 'applyPlan'>>(once);
const kubernetes = proxyActivities<KubernetesSteps>(ofARun);
const kubernetesOnce = proxyActivities<Pick<KubernetesSteps, 'applyManifests'>>(once);

/** What plans and applies a run: the same steps, whatever they work on. */
type Engine = Omit<TerraformSteps, 'cleanUp'>;

export const engines: Record<RunEngine, Engine> = {
  terraform: {
    gateRevision: terraform.gateRevision,
    planAndSeal: terraform.planAndSeal,
    verifyPlan: terraform.verifyPlan,
    applyPlan: terraformOnce.applyPlan,
    proveApplied: terraform.proveApplied,
    reconcileRun: terraform.reconcileRun,
  },
  kubernetes: {
    gateRevision: kubernetes.gateManifests,
    planAndSeal: kubernetes.planManifests,
    verifyPlan: kubernetes.verifyManifests,
    applyPlan: kubernetesOnce.applyManifests,
    proveApplied: kubernetes.proveManifests,
    reconcileRun: kubernetes.reconcileManifests,
  },
};

export const inventoryStore = proxyLocalActivities<InventoryStore>({ startToCloseTimeout: '30s', retry: patient });

/** Attempts that die or stand still are counted; one that gets somewhere goes on by itself. */
export const inventory = proxyActivities<InventorySteps>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '1 hour',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patient, maximumAttempts: 20 },
});

/** The end of a sync has to be kept, however long Postgres or Temporal is away. */
export const inventoryEnd = proxyActivities<Pick<InventorySteps, 'finishSync'>>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '10s',
  retry: patient,
});

export const billingStore = proxyLocalActivities<BillingStore>({ startToCloseTimeout: '30s', retry: patient });

/** A file may be large and its source slow; a load that dies goes on where it was, so attempts are not few. */
export const billing = proxyActivities<BillingSteps>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '12 hours',
  scheduleToCloseTimeout: '24 hours',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patient, maximumInterval: '5 minutes', maximumAttempts: 30 },
});

export const slackStore = proxyLocalActivities<SlackStore>({ startToCloseTimeout: '30s', retry: patient });

/** Slack may be away, or slow us down, for hours: what people wait for is told when it is back. */
export const slack = proxyActivities<SlackSteps>({
  taskQueue: taskQueues.interactive,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '24 hours',
  heartbeatTimeout: '10s',
  retry: { ...patient, maximumInterval: '5 minutes' },
});

export const noticeStore = proxyLocalActivities<NoticeStore>({ startToCloseTimeout: '30s', retry: patient });

/** Each attempt says itself how long to wait before the next one; without a word from it, as when it dies, the policy does. */
export const notifyWithin = (ms: number) =>
  proxyActivities<NoticeSteps>({
    taskQueue: taskQueues.notices,
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: ms,
    heartbeatTimeout: '10s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 hour' },
  });

export const knowledgeStore = proxyLocalActivities<KnowledgeStore>({ startToCloseTimeout: '30s', retry: patient });

/** A provider of embeddings or the vector store may be away for hours; what was done is kept, so attempts are not few. */
const untilItIsBack = {
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '12 hours',
  scheduleToCloseTimeout: '24 hours',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patient, maximumInterval: '1 minute' },
} as const;

export const knowledge = proxyActivities<KnowledgeSteps>(untilItIsBack);

export const reindex = proxyActivities<ReindexSteps>(untilItIsBack);

export const repositoryStore = proxyLocalActivities<RepositoryStore>({ startToCloseTimeout: '30s', retry: patient });

/** A host that is away, or asks for patience, is waited for; after that the workflow looks again later. */
export const repositories = proxyActivities<RepositorySteps>({
  taskQueue: taskQueues.interactive,
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '1 hour',
  heartbeatTimeout: '15s',
  retry: { ...patient, maximumInterval: '1 minute' },
});

export const connectionCheckStore = proxyLocalActivities<Pick<ConnectionStore, 'claimCheck'>>({
  startToCloseTimeout: '30s',
  retry: patient,
});

/** A provider that throttles or is away is asked again for some minutes; people look on, so not for hours. */
export const connectionChecks = proxyActivities<ConnectionSteps>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10s',
  retry: patient,
});

/** The end of a check has to be kept, however long Postgres or Temporal is away. */
export const connectionCheckEnd = proxyActivities<Pick<ConnectionStore, 'endCheck'>>({
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '1 minute',
  retry: patient,
});

export const auditStore = proxyLocalActivities<AuditStore>({ startToCloseTimeout: '30s', retry: patient });

/** Tried for a while; after that the next start of the schedule does it. */
const ofTheLog = {
  taskQueue: taskQueues.sync,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patient,
} as const;

export const audit = proxyActivities<Pick<AuditSteps, 'closeChain'>>({
  ...ofTheLog,
  scheduleToCloseTimeout: '30 minutes',
});

export const auditWhole = proxyActivities<Pick<AuditSteps, 'verifyChains' | 'forgetSecretUses'>>({
  ...ofTheLog,
  startToCloseTimeout: '12 hours',
  scheduleToCloseTimeout: '24 hours',
});
