/**
 * Records the histories that the replay test replays: `node stack/bootstrap.mjs run tests/replay/record.ts`, on a running stack.
 *
 * Record anew only together with a change of a workflow that is meant to be incompatible; a history that no
 * longer replays otherwise means that running workflows would break at the next deploy.
 */
import { randomUUID } from 'node:crypto';
import { insertImport } from '../../db/billing-imports.ts';
import { inOrg } from '../../db/client.ts';
import { askForDriftCheck } from '../../db/drift-checks.ts';
import { askForImport } from '../../db/resource-imports.ts';
import { insertStopRequest } from '../../db/runs.ts';
import { billingAccounts, resources } from '../../db/schema/index.ts';
import { startDriftCheck, startImport } from '../../platform/nudges.ts';
import { cancelRun, type RunKind, type RunState, taskQueues, workflowIds } from '../../workflows/messages.ts';
import { csvOf, focusRow } from '../support/billing/place.ts';
import { connectShop, startShop, webManifest } from '../support/clouds/kubernetes-server/shop.ts';
import { connectStub } from '../support/inventory-server/account.ts';
import { makeStubInventory } from '../support/inventory-server/provider.ts';
import { startInventoryServer } from '../support/inventory-server/server.ts';
import { ScriptedModel } from '../support/models/scripted.ts';
import { roleProject } from '../support/terraform-files.ts';
import { makeWorld, quietRuntime, type World } from '../support/world.ts';
import { keep } from './keep.ts';
import { places } from './record-places.ts';

async function runTo(world: World, queue: string, state: RunState, kind: RunKind = 'apply'): Promise<string> {
  const runId = await world.startRun(roleProject(queue), kind);
  await world.runIs(runId, state);
  return runId;
}

/** The state is written before the workflow's last steps: wait for its end. */
const ended = (world: World, runId: string) =>
  world.deps.temporal.client.workflow.getHandle(workflowIds.provisioningRun(runId)).result();

async function recordRuns(world: World): Promise<void> {
  const queue = `replay-${randomUUID().slice(0, 8)}`;
  const applied = await runTo(world, queue, 'awaiting_approval');
  await world.decide(applied, 'approve');
  await ended(world, applied);
  // `run-applied` is from before a run remembered its state and asked for a sync: it is kept, and not recorded anew.
  await keep(world, workflowIds.provisioningRun(applied), 'run-applied-remembered');
  await recordEstate(world, queue);

  const same = await runTo(world, queue, 'no_changes');
  await ended(world, same);
  await keep(world, workflowIds.provisioningRun(same), 'run-no-changes');

  const rejected = await runTo(world, `${queue}-b`, 'awaiting_approval');
  const waiting = await world.startRun(roleProject(`${queue}-c`));
  await world.until(`run:${waiting}`, (event) => event.type === 'run.waiting');
  await world.decide(rejected, 'reject');
  await ended(world, rejected);
  await keep(world, workflowIds.provisioningRun(rejected), 'run-rejected');

  await world.runIs(waiting, 'awaiting_approval');
  const request = { id: randomUUID(), orgId: world.orgId, runId: waiting, requestedBy: world.userId };
  await inOrg(world.deps.db, { orgId: world.orgId }, (tx) => insertStopRequest(tx, { ...request, kind: 'cancel' }));
  const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.provisioningRun(waiting));
  await handle.signal(cancelRun, { requestId: request.id });
  await ended(world, waiting);
  await keep(world, workflowIds.provisioningRun(waiting), 'run-cancelled');
  await keep(world, workflowIds.provisioningQueue(world.projectId), 'queue');
}

/** @param role that a run has just made */
async function recordEstate(world: World, role: string): Promise<void> {
  const { deps, orgId, projectId, connectionId, userId } = world;
  const ask = { orgId, projectId, requestedBy: userId };
  const check = await inOrg(deps.db, { orgId }, (tx) => askForDriftCheck(tx, ask));
  await startDriftCheck(deps.temporal, { orgId, projectId, checkId: check.id });
  await deps.temporal.client.workflow.getHandle(workflowIds.driftCheck(projectId)).result();
  await keep(world, workflowIds.driftCheck(projectId), 'drift-check');

  // A kind that nobody can import: the path of the failure, which the success has but for its last step.
  const place = { orgId, connectionId, provider: 'aws', account: '123456789012', region: 'us-east-1' } as const;
  const kind = { scopeKind: 'test', service: 'test', nativeType: 'Test::Kind', category: 'other' } as const;
  const thing = {
    ...place,
    ...kind,
    cloudId: `arn:aws:test:::${role}`,
    name: role,
    tags: {},
    attributes: {},
    hash: 'x',
  };
  const wish = await inOrg(deps.db, { orgId }, async (tx) => {
    const [resource] = await tx.insert(resources).values(thing).returning();
    return askForImport(tx, { ...ask, resourceId: resource?.id ?? '' });
  });
  await startImport(deps.temporal, { orgId, importId: wish.id });
  await deps.temporal.client.workflow.getHandle(workflowIds.importResource(wish.id)).result();
  await keep(world, workflowIds.importResource(wish.id), 'import-resource');
}

async function recordChat(): Promise<void> {
  const files = roleProject(`replay-${randomUUID().slice(0, 8)}`);
  const model = new ScriptedModel([
    {
      text: 'Looking.',
      calls: [
        { name: 'read_project', args: {} },
        { name: 'list_runs', args: { limit: 2 } },
      ],
    },
    { text: 'Proposing.', calls: [{ name: 'propose_change', args: { reason: 'a queue', files } }] },
    'It is rejected.',
    'Hello again.',
  ]);
  const world = await makeWorld({ model: () => model });
  const sessionId = await world.newSession();
  await world.say(sessionId, 'Make a queue');
  const proposed = await world.until(`session:${sessionId}`, (event) => event.type === 'run.proposed');
  const { runId } = proposed.payload as { runId: string };
  await world.runIs(runId, 'awaiting_approval');
  await world.decide(runId, 'reject');
  await world.until(`session:${sessionId}`, (event) => JSON.stringify(event.payload).includes('It is rejected.'));
  await world.say(sessionId, 'Hello');
  await world.until(`session:${sessionId}`, (event) => JSON.stringify(event.payload).includes('Hello again.'));
  await keep(world, workflowIds.chatSession(sessionId), 'chat-proposal');
  await world.close();
}

async function recordSync(): Promise<void> {
  const server = await startInventoryServer();
  const world = await makeWorld({ inventory: { aws: makeStubInventory } });
  const account = server.open('replay', { seed: 1, resources: 100, edges: 200, regions: 2 });
  const connection = await connectStub(world, server.url, 'replay');
  const { orgId, deps } = world;
  const workflowId = `${workflowIds.resourceSyncTick(connection.connectionId)}-by-hand`;
  const tick = { workflowId, taskQueue: taskQueues.sync, args: [{ orgId, connectionId: connection.connectionId }] };
  await deps.temporal.client.workflow.execute('resourceSyncTick', tick);
  await keep(world, workflowId, 'sync-tick');
  const [scope] = account.estate.scopes();
  account.denied.add(`${scope?.region} ${scope?.kind}`);
  const partial = await connection.ended(await connection.start());
  await keep(world, workflowIds.resourceSync(connection.connectionId), 'sync-partial');
  await keep(world, workflowIds.resourceSyncRegion(partial.id, 'replay', 'region-0'), 'sync-region');
  account.faults.revokeAt = account.calls + 3;
  await connection.ended(await connection.start());
  await keep(world, workflowIds.resourceSync(connection.connectionId), 'sync-revoked');
  await world.close();
  await server.close();
}

/** One upload that is loaded and one that is refused, in one sync. */
async function recordBilling(): Promise<void> {
  const world = await makeWorld();
  const { orgId, deps } = world;
  const billingAccountId = randomUUID();
  const account = {
    id: billingAccountId,
    orgId,
    name: 'Bills',
    kind: 'upload' as const,
    currency: 'USD',
    settings: {},
  };
  await inOrg(deps.db, { orgId }, (tx) => tx.insert(billingAccounts).values(account));
  for (const cost of ['1', 'many']) {
    const [id, text] = [randomUUID(), csvOf([focusRow({ BilledCost: cost })])];
    const location = `billing/${orgId}/${id}/upload`;
    await deps.storage.put(location, text);
    const files = [{ name: 'bill.csv', location, digest: id, bytes: text.length }];
    const row = { id, orgId, billingAccountId, sourceKey: 'upload', digest: id, files };
    await inOrg(deps.db, { orgId }, (tx) => insertImport(tx, row));
  }
  const workflowId = `${workflowIds.billingSyncTick(billingAccountId)}-by-hand`;
  const tick = { workflowId, taskQueue: taskQueues.sync, args: [{ orgId, billingAccountId }] };
  await deps.temporal.client.workflow.execute('billingSyncTick', tick);
  await keep(world, workflowId, 'billing-tick');
  await keep(world, workflowIds.billingSync(billingAccountId), 'billing-partial');
  await world.close();
}

/** The same workflow with the other engine: manifests to a cluster. */
async function recordKubernetes(): Promise<void> {
  const shop = await startShop();
  const world = await makeWorld();
  await connectShop(world, shop);
  const runId = await world.startRun({ 'kubernetes/web.yaml': webManifest() }, 'apply', null, 'kubernetes');
  await world.runIs(runId, 'awaiting_approval');
  await world.decide(runId, 'approve');
  await ended(world, runId);
  await keep(world, workflowIds.provisioningRun(runId), 'run-kubernetes-applied');
  await world.close();
  await shop.close();
}

/** What is not named is left as it is: `record.ts sync`. */
const subjects: Record<string, () => Promise<void>> = {
  chat: recordChat,
  async runs() {
    const world = await makeWorld();
    await recordRuns(world);
    await world.close();
  },
  sync: recordSync,
  billing: recordBilling,
  kubernetes: recordKubernetes,
  ...places,
};

quietRuntime();
const chosen = process.argv.slice(2);
for (const [name, record] of Object.entries(subjects)) if (chosen.length === 0 || chosen.includes(name)) await record();
process.exit(0);
