/**
 * One test file's world on the real servers: a Temporal namespace, an organisation with people, a project and a
 * sandbox account of its own, and a worker in this process. Servers come from the environment, as `.aurora/env` names them.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { type ResolvedModel, resolveModel } from '../../activities/agent/models/index.ts';
import type { WorkerDeps } from '../../activities/deps.ts';
import type { InventoryMakers } from '../../activities/inventory/providers.ts';
import { closeDeps, makeDeps, makeWorkers } from '../../activities/worker.ts';
import { bundleWorkflows } from '../../activities/workflow-bundle.ts';
import { inOrg } from '../../db/client.ts';
import { readEvents, type StoredEvent } from '../../db/events.ts';
import { acceptMessage, untitled } from '../../db/messages.ts';
import type { StreamName } from '../../db/model/events.ts';
import { isFinal, type Role } from '../../db/model/states.ts';
import { insertRevision } from '../../db/revisions.ts';
import { findRun, insertApproval, insertRun, type Run } from '../../db/runs.ts';
import {
  chatSessions,
  connections,
  memberships,
  organisations,
  projectConnections,
  projects,
  syncSettings,
  users,
} from '../../db/schema/index.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { nudgeSession, startRunWorkflow, tellDecision } from '../../platform/nudges.ts';
import { digestFiles, fileFacts, putRevision, type RevisionFiles, revisionKey } from '../../platform/revision-files.ts';
import { envOfRole } from '../../platform/secrets/testing/role-env.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import type { RunEngine, RunKind, RunState } from '../../workflows/messages.ts';

export const stackIsUp = Boolean(process.env.DATABASE_URL && process.env.TEMPORAL_ADDRESS);

/** `sync`: whether a run is followed by a sync of the sandbox account, as for users. */
export type WorldOptions = {
  model?: () => BaseChatModel;
  worker?: boolean;
  env?: Record<string, string>;
  sync?: boolean;
  inventory?: InventoryMakers;
};

export type World = Awaited<ReturnType<typeof makeWorld>>;

let bundle: ReturnType<typeof bundleWorkflows> | undefined;

export async function makeWorld(options: WorldOptions = {}) {
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  const config = readConfig({ ...process.env, TEMPORAL_NAMESPACE: namespace, LOG_LEVEL: 'silent', ...options.env });
  const log = makeLog('test', process.env.TEST_LOG_LEVEL ?? 'silent');
  // The test itself arranges and looks as whoever runs Aurora; its worker may do what the product's worker may.
  const deps: WorkerDeps = { ...makeDeps(config, log), ...standInsOf(options) };
  const workersSecrets = makeSecrets({ ...config, ...envOfRole('worker') }, log);
  const workersDeps = new Proxy(deps, {
    get: (all, name) => (name === 'secrets' ? workersSecrets : Reflect.get(all, name)),
  });
  await registerNamespace(deps, namespace);
  const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  const place = await settle(deps, options.sync ?? false);
  let running: { workers: Worker[]; ended: Promise<unknown> } | null = null;

  const world = {
    ...place,
    config,
    deps,
    log,

    async startWorker(): Promise<void> {
      bundle ??= bundleWorkflows();
      const workers = await makeWorkers(workersDeps, connection, await bundle, config.WORKER_QUEUES);
      running = { workers, ended: Promise.all(workers.map((worker) => worker.run())) };
    },

    async stopWorker(): Promise<void> {
      if (!running) return;
      for (const worker of running.workers) worker.shutdown();
      await running.ended;
      running = null;
    },

    async newSession(): Promise<string> {
      const sessionId = randomUUID();
      const { orgId, projectId, userId } = place;
      await inOrg(deps.db, { orgId }, (tx) =>
        tx.insert(chatSessions).values({ id: sessionId, orgId, projectId, title: untitled, createdBy: userId }),
      );
      return sessionId;
    },

    /** What the API does with a message: the row first, then the nudge. */
    async say(sessionId: string, text: string, delivery: 'queue' | 'steer' | 'interrupt' = 'queue', id = randomUUID()) {
      const { orgId, userId } = place;
      await inOrg(deps.db, { orgId }, (tx) =>
        acceptMessage(tx, { id, orgId, sessionId, text, authorId: userId, delivery }),
      );
      await nudgeSession(deps.temporal, { orgId, sessionId });
      return id;
    },

    /** What the API does with a run: revision and row first, then the workflow. */
    async startRun(
      files: RevisionFiles,
      kind: RunKind = 'apply',
      sessionId: string | null = null,
      engine: RunEngine = 'terraform',
    ): Promise<string> {
      const { orgId, projectId, userId } = place;
      const [revisionId, runId] = [randomUUID(), randomUUID()];
      const storageKey = revisionKey(orgId, projectId, revisionId);
      await putRevision(deps.storage, storageKey, files);
      await inOrg(deps.db, { orgId }, async (tx) => {
        await insertRevision(tx, {
          id: revisionId,
          orgId,
          projectId,
          baseNumber: undefined,
          storageKey,
          filesSha256: digestFiles(files),
          files: fileFacts(files),
          reason: 'a test',
          authorId: userId,
        });
        await insertRun(tx, { id: runId, orgId, projectId, revisionId, kind, engine, requestedBy: userId, sessionId });
      });
      await startRunWorkflow(deps.temporal, { orgId, projectId, runId, kind, engine });
      return runId;
    },

    /** What the API does with a decision: the row first, then the signal. */
    async decide(runId: string, decision: 'approve' | 'reject', options: { planSha256?: string; by?: string } = {}) {
      const { orgId, userId } = place;
      const approvalId = randomUUID();
      await inOrg(deps.db, { orgId }, async (tx) => {
        const planSha256 = options.planSha256 ?? (await findRun(tx, runId)).seal?.planSha256 ?? '';
        const values = { id: approvalId, orgId, runId, userId: options.by ?? userId, decision, planSha256 };
        await insertApproval(tx, { ...values, comment: null, steppedUpAt: new Date() });
      });
      await tellDecision(deps.temporal, runId, approvalId);
      return approvalId;
    },

    readRun: (runId: string): Promise<Run> => inOrg(deps.db, { orgId: place.orgId }, (tx) => findRun(tx, runId)),

    /** Waits until the run is in this state, or fails loudly with the state that it ended in. */
    async runIs(runId: string, state: RunState, timeoutMs = 120_000): Promise<Run> {
      await world.until(
        `run:${runId}`,
        ({ type, payload }) => {
          if (type !== 'run.state') return false;
          const now = payload as { state: RunState; reason: string | null };
          if (now.state !== state && isFinal(now.state)) {
            throw new Error(`The run ended as ${now.state} instead of ${state}: ${now.reason}`);
          }
          return now.state === state;
        },
        timeoutMs,
      );
      return world.readRun(runId);
    },

    events: (stream: StreamName): Promise<StoredEvent[]> =>
      readEvents(deps.db, { orgId: place.orgId }, stream, 0, 10_000),

    /** Waits until the stream holds an event that fits, and answers it. Fails loudly with what it holds instead. */
    async until(stream: StreamName, fits: (event: StoredEvent) => boolean, timeoutMs = 60_000): Promise<StoredEvent> {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const events = await world.events(stream);
        const found = events.find(fits);
        if (found) return found;
        if (Date.now() > deadline) {
          const seen = events.map(
            (event) => `${event.seq} ${event.type} ${JSON.stringify(event.payload).slice(0, 200)}`,
          );
          throw new Error(`No such event in ${stream} after ${timeoutMs} ms. It holds:\n${seen.join('\n')}`);
        }
        await sleep(25);
      }
    },

    async close(): Promise<void> {
      await world.stopWorker();
      await connection.close();
      await workersSecrets.close();
      await closeDeps(deps);
    },
  };
  if (options.worker !== false) await world.startWorker();
  return world;
}

/** Temporal's own lines stay out of the test report. */
export function quietRuntime(): void {
  Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } });
}

function standInsOf({ model, inventory }: WorldOptions): Partial<WorkerDeps> {
  const others = inventory ? { inventory } : {};
  if (!model) return others;
  const scripted: ResolvedModel = { ...resolveModel('offline', readConfig()), id: 'scripted', make: model };
  return { ...others, resolveModel: () => scripted };
}

/** Waits until the server's frontends know it, a moment after it is made. */
export async function registerNamespace({ temporal }: WorkerDeps, namespace: string): Promise<void> {
  const { connection } = temporal.client;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  // Before the frontends have heard of it, so that they hear of both at once.
  await temporal.attributes.register();
  for (let tries = 0; tries < 100; tries += 1) {
    const known = await connection.workflowService
      .listWorkflowExecutions({ namespace, pageSize: 1 })
      .then(() => true)
      .catch(() => false);
    if (known) return;
    await sleep(200);
  }
  throw new Error(`Temporal does not know the namespace ${namespace} yet.`);
}

async function settle({ config, db, secrets }: WorkerDeps, enabled: boolean) {
  const [orgId, userId, otherUserId] = [randomUUID(), randomUUID(), randomUUID()];
  const [projectId, connectionId] = [randomUUID(), randomUUID()];
  const region = 'us-east-1';
  const keys = { access_key_id: 'sandbox', secret_access_key: 'sandbox' };
  const secretRef = await secrets.write(`connections/aws-${connectionId}`, {
    read_access_key_id: keys.access_key_id,
    read_secret_access_key: keys.secret_access_key,
    write_access_key_id: keys.access_key_id,
    write_secret_access_key: keys.secret_access_key,
  });
  const join = async (id: string, name: string, role: Role) =>
    inOrg(db, { orgId, userId: id }, async (tx) => {
      await tx.insert(users).values({ id, email: `${id}@example.test`, name, passwordHash: 'none' });
      await tx.insert(memberships).values({ orgId, userId: id, role });
    });
  await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Test', slug: orgId }));
  await join(userId, 'Ada', 'admin');
  await join(otherUserId, 'Grace', 'approver');
  await inOrg(db, { orgId }, async (tx) => {
    await tx.insert(projects).values({ id: projectId, orgId, name: 'Main', createdBy: userId });
    await tx.insert(connections).values({
      id: connectionId,
      orgId,
      provider: 'aws',
      credential: 'sandbox',
      name: 'Sandbox AWS',
      accountId: '123456789012',
      region,
      sandboxEndpoint: config.SANDBOX_AWS_ENDPOINT ?? null,
      secretRef,
    });
    await tx.insert(projectConnections).values({ orgId, projectId, provider: 'aws', connectionId });
    await tx.insert(syncSettings).values({ orgId, connectionId, enabled, regions: [region] });
  });
  return { orgId, userId, otherUserId, projectId, connectionId };
}
