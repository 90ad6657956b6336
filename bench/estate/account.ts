/** An account of the stub server, connected to the benchmark's organisation, and a worker process that syncs it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { closeDeps, makeDeps } from '../../activities/worker.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { connections } from '../../db/schema/index.ts';
import { requestSync } from '../../db/sync-runs.ts';
import { readSyncRun } from '../../db/sync-views.ts';
import { AuroraError } from '../../platform/errors.ts';
import { makeLog } from '../../platform/log.ts';
import { startSync } from '../../platform/sync-schedules.ts';
import { startInventoryServer } from '../../tests/support/inventory-server/server.ts';
import { registerNamespace } from '../../tests/support/world.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { Bench } from '../bench.ts';
import { startChild } from '../support/child.ts';

export const size = { seed: 4, resources: 100_000, edges: 250_000, regions: 4 };
/** As large as the pages of Azure's Resource Graph and of AWS' larger listings. */
export const pageSize = 1_000;

export type SyncTimes = { seconds: number; seen: number; created: number; updated: number; deleted: number };

export type EstateAccount = {
  db: Database;
  orgId: string;
  connectionId: string;
  server: Awaited<ReturnType<typeof startInventoryServer>>;
  account: ReturnType<Awaited<ReturnType<typeof startInventoryServer>>['open']>;
  /** One whole sync, from the request to the end of its workflow. */
  sync(): Promise<SyncTimes>;
  /** Of the worker process: now, and the most there ever was, in MB. */
  memory(): Promise<{ nowMb: number; mostMb: number }>;
  close(): Promise<void>;
};

const worker = new URL('../../tests/support/inventory-server/worker.ts', import.meta.url);

/** In a namespace of its own, so that the stack's own worker does not take the work. */
export async function openAccount(bench: Bench): Promise<EstateAccount> {
  const namespace = 'bench-estate';
  const config = { ...bench.config, TEMPORAL_NAMESPACE: namespace };
  const deps = makeDeps(config, makeLog('bench', 'silent'));
  const orgId = bench.signedIn.organisation.id;
  const connectionId = randomUUID();
  const server = await startInventoryServer();
  const account = server.open('estate', size, { pageSize });
  await registerNamespace(deps, namespace);
  const secretRef = await deps.secrets.write(`connections/stub-${connectionId}`, { key: 'stub' });
  await inOrg(deps.db, { orgId }, (tx) =>
    tx.insert(connections).values({
      id: connectionId,
      orgId,
      provider: 'aws',
      credential: 'aws_access_keys',
      name: 'Estate of the benchmark',
      accountId: 'estate',
      region: 'region-0',
      sandboxEndpoint: server.url,
      secretRef,
    }),
  );
  const child = await startChild(worker, { ...bench.env, TEMPORAL_NAMESPACE: namespace });

  async function sync(): Promise<SyncTimes> {
    const from = performance.now();
    const wanted = { id: randomUUID(), trigger: 'person', requestedBy: null } as const;
    const run = await inOrg(deps.db, { orgId }, (tx) => requestSync(tx, { orgId, connectionId }, wanted));
    await startSync(deps.temporal, { orgId, connectionId, syncRunId: run.id, trigger: 'person' });
    await deps.temporal.client.workflow.getHandle(workflowIds.resourceSync(connectionId)).result();
    const seconds = (performance.now() - from) / 1000;
    const found = await inOrg(deps.db, { orgId }, (tx) => readSyncRun(tx, run.id));
    if (found.run.state !== 'complete') throw incomplete(found.run.reason ?? 'it did not end');
    return { seconds, ...found.counts };
  }

  return {
    db: deps.db,
    orgId,
    connectionId,
    server,
    account,
    sync,
    memory: () => memoryOf(child.pid),
    async close() {
      await child.stop();
      await server.close();
      await closeDeps(deps);
    },
  };
}

/** As Linux counts it: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function memoryOf(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mbOf = (name: string) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? 0) / 1024);
  return { nowMb: mbOf('VmRSS'), mostMb: mbOf('VmHWM') };
}

const incomplete = (reason: string) =>
  new AuroraError({ code: 'internal', retryable: false, userMessage: `The sync did not complete: ${reason}` });
