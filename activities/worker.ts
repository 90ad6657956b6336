/** The worker process: one Temporal worker a queue, one set of clients, one shutdown. */
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { NativeConnection, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { openDatabase, openPool } from '../db/client.ts';
import { checkpointSchema } from '../db/migrate.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { AuroraError } from '../platform/errors.ts';
import { type Logger, makeLog } from '../platform/log.ts';
import { makeOutboundFetch } from '../platform/outbound.ts';
import { makeSecrets } from '../platform/secrets/vault.ts';
import { makeStorage } from '../platform/storage/s3.ts';
import { makeTemporal } from '../platform/temporal.ts';
import { makeTemporalCodec } from '../platform/temporal-codec.ts';
import { makeVectors } from '../platform/vectors/weaviate.ts';
import { taskQueues } from '../workflows/messages.ts';
import { resolveModel } from './agent/models/index.ts';
import { makeAgentSteps } from './agent/steps.ts';
import { makeChatStore } from './agent/store.ts';
import { makeAuditSteps, makeAuditStore } from './audit/steps.ts';
import { makeBillingSteps, makeBillingStore } from './billing/steps.ts';
import { makeCodifiedSteps, makeCodifiedStore } from './codified/steps.ts';
import { makeConnectionSteps } from './connections/steps.ts';
import { makeConnectionStore } from './connections/store.ts';
import { makeVerifiers } from './connections/verifiers.ts';
import type { WorkerDeps } from './deps.ts';
import { FailureInterceptor } from './failures.ts';
import { inventoryMakers } from './inventory/providers.ts';
import { makeInventorySteps, makeInventoryStore } from './inventory/steps.ts';
import { makeReindexSteps } from './knowledge/reindex-steps.ts';
import { makeKnowledgeSteps, makeKnowledgeStore } from './knowledge/steps.ts';
import { makeKubernetesSteps } from './kubernetes/steps/index.ts';
import { makeMail } from './notifications/mail/transport.ts';
import { makeNoticeSteps, makeNoticeStore } from './notifications/steps.ts';
import { makeRepositorySteps, makeRepositoryStore } from './repositories/steps.ts';
import { announceRetry } from './retry-notice.ts';
import { makeSlackSteps, makeSlackStore } from './slack/steps.ts';
import { makeTerraformSteps } from './terraform/steps/index.ts';
import { makeRunStore } from './terraform/steps/store.ts';
import { TraceInterceptor } from './trace.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

/** How much each queue does at a time on one worker: Terraform takes a core and half a gigabyte a run. */
const concurrency: Record<string, number> = { interactive: 40, provisioning: 4, sync: 8, notices: 20 };

export function makeDeps(config: Config, log: Logger): WorkerDeps {
  const secrets = makeSecrets(config, log);
  return {
    config,
    log,
    db: openDatabase(config.DATABASE_URL, { name: 'aurora-worker', max: 20 }),
    secrets,
    storage: makeStorage(config),
    temporal: makeTemporal(config, makeTemporalCodec(secrets, log), log),
    outbound: makeOutboundFetch(config.OUTBOUND_HOSTS),
    vectors: makeVectors(config),
    resolveModel,
    inventory: inventoryMakers,
    verifiers: makeVerifiers({ secrets, config }),
    mail: makeMail(config),
    saver: new PostgresSaver(openPool(config.DATABASE_URL, { name: 'aurora-graph' }), undefined, {
      schema: checkpointSchema,
    }),
  };
}

export async function closeDeps(deps: WorkerDeps): Promise<void> {
  deps.storage.close();
  deps.mail?.close();
  await Promise.allSettled([
    deps.secrets.close(),
    deps.temporal.close(),
    deps.vectors.close(),
    deps.saver.end(),
    deps.db.close(),
  ]);
}

export const makeActivities = (deps: WorkerDeps) => ({
  ...makeAuditStore(deps),
  ...makeAuditSteps(deps),
  ...makeBillingStore(deps),
  ...makeBillingSteps(deps),
  ...makeChatStore(deps),
  ...makeAgentSteps(deps),
  ...makeRunStore(deps),
  ...makeTerraformSteps(deps),
  ...makeKubernetesSteps(deps),
  ...makeCodifiedStore(deps),
  ...makeCodifiedSteps(deps),
  ...makeInventoryStore(deps),
  ...makeInventorySteps(deps),
  ...makeKnowledgeStore(deps),
  ...makeKnowledgeSteps(deps),
  ...makeReindexSteps(deps),
  ...makeSlackStore(deps),
  ...makeSlackSteps(deps),
  ...makeNoticeStore(deps),
  ...makeNoticeSteps(deps),
  ...makeConnectionStore(deps),
  ...makeConnectionSteps(deps),
  ...makeRepositoryStore(deps),
  ...makeRepositorySteps(deps),
});

export function makeWorkers(
  deps: WorkerDeps,
  connection: NativeConnection,
  workflowBundle: WorkflowBundleWithSourceMap,
  queues: string[],
): Promise<Worker[]> {
  const unknown = queues.filter((queue) => !(queue in taskQueues));
  if (unknown.length > 0) {
    throw new AuroraError({
      code: 'config_invalid',
      retryable: false,
      userMessage: `WORKER_QUEUES names ${unknown.join(', ')}. There are: ${Object.keys(taskQueues).join(', ')}.`,
    });
  }
  const activities = makeActivities(deps);
  deps.temporal.attributes.register().catch((error) => {
    deps.log.warn({ err: error }, 'Search attributes could not be registered with Temporal: docs/temporal.md says how');
  });
  const announce = (input: unknown, failure: Error) => announceRetry(deps.db, deps.log, input, failure);
  return Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace: deps.config.TEMPORAL_NAMESPACE,
        taskQueue,
        workflowBundle,
        dataConverter: deps.temporal.codec.forWorkers,
        activities,
        maxConcurrentActivityTaskExecutions: concurrency[taskQueue] ?? 8,
        // How soon a stop is felt: a heartbeat is sent at most this often, and brings the cancellation back.
        maxHeartbeatThrottleInterval: '500ms',
        defaultHeartbeatThrottleInterval: '500ms',
        shutdownGraceTime: '5s',
        shutdownForceTime: '30s',
        interceptors: {
          activity: [
            () => ({ inbound: new TraceInterceptor(deps.log) }),
            () => ({ inbound: new FailureInterceptor(deps.log, announce) }),
          ],
        },
      }),
    ),
  );
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = makeLog('worker', config.LOG_LEVEL);
  Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'], logger: temporalLog(log) });
  const deps = makeDeps(config, log);
  void deps.secrets.enter();
  const [bundle, connection] = await Promise.all([
    bundleWorkflows(),
    NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
  ]);
  const workers = await makeWorkers(deps, connection, bundle, config.WORKER_QUEUES);
  log.info({ queues: config.WORKER_QUEUES }, 'worker ready');
  await Promise.all(workers.map((worker) => worker.run()));
  await connection.close();
  await closeDeps(deps);
  process.exit(0);
}

/** Temporal's own lines in our log, without its chatter. */
const temporalLog = (log: Logger) => ({
  log: (_level: string, message: string, meta?: object) => log.debug(meta ?? {}, message),
  trace: () => undefined,
  debug: () => undefined,
  info: (message: string, meta?: object) => log.debug(meta ?? {}, message),
  warn: (message: string, meta?: object) => log.warn(meta ?? {}, message),
  error: (message: string, meta?: object) => log.error(meta ?? {}, message),
});

if (import.meta.main) await main();
