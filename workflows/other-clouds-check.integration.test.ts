/**
 * Checks of Azure, Google Cloud, OVHcloud, Kubernetes and SSH connections by a real worker, with the vault's policy for
 * workers, against stubs; and nothing of their secrets anywhere but in the vault.
 */
import { type JsonWebKey, randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import ssh from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPermissions } from '../activities/connections/gcp/permissions.ts';
import { readRights, rightName } from '../activities/connections/kubernetes/reviews.ts';
import { inOrg } from '../db/client.ts';
import { requestCheck, stepsOf } from '../db/connection-checks.ts';
import { type ConnectionSettings, type CredentialKind, credentialProvider } from '../db/model/connections.ts';
import { auditEntries, connections, events } from '../db/schema/index.ts';
import { findConnection } from '../db/sync-runs.ts';
import { startCheck } from '../platform/connection-schedules.ts';
import { azureState, subscription, tenant } from '../tests/support/clouds/azure-server/estate.ts';
import { startAzureStub } from '../tests/support/clouds/azure-server/server.ts';
import { startGcpRestStub } from '../tests/support/clouds/gcp-server/rest.ts';
import { kubeconfig, kubernetesState } from '../tests/support/clouds/kubernetes-server/estate.ts';
import { startKubernetesStub } from '../tests/support/clouds/kubernetes-server/server.ts';
import { ovhState } from '../tests/support/clouds/ovh-server/estate.ts';
import { startOvhStub } from '../tests/support/clouds/ovh-server/server.ts';
import { startSshStub } from '../tests/support/clouds/ssh-server/server.ts';
import { readableHistory } from '../tests/support/history.ts';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import { workflowIds } from './messages.ts';

const canary = `canary-${randomUUID()}`;
const faults = { seed: 7, dropEvery: 5 };
const project = 'shop-prod';
const reader = `reader@${project}.iam.gserviceaccount.com`;
const audience = '//iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/aurora/providers/aurora';

describe.skipIf(!stackIsUp)('a check of an account of another cloud', () => {
  let world: World;
  const closing: (() => Promise<void>)[] = [];
  const checked: string[] = [];

  beforeAll(async () => {
    world = await makeWorld({ env: { OUTBOUND_HOSTS: '127.0.0.1' } });
  });
  afterAll(async () => {
    await world?.close();
    for (const close of closing) await close();
  });

  const inTx = <Result>(work: Parameters<typeof inOrg<Result>>[2]) =>
    inOrg(world.deps.db, { orgId: world.orgId }, work);
  const stub = <Stub extends { close(): Promise<void> }>(made: Stub): Stub => {
    closing.push(() => made.close());
    return made;
  };

  async function connected(credential: CredentialKind, settings: ConnectionSettings, secret: Record<string, string>) {
    const { orgId } = world;
    const id = randomUUID();
    const provider = credentialProvider[credential];
    const secretRef = await world.deps.secrets.write(`connections/${orgId}/${provider}-${id}`, secret);
    const row = { id, orgId, provider, credential, settings, secretRef, accountId: '', name: id, region: 'global' };
    await inTx((tx) => tx.insert(connections).values(row));
    return id;
  }

  async function check(connectionId: string) {
    const { orgId } = world;
    const wanted = { trigger: 'person', requestedBy: world.userId } as const;
    const { id } = await inTx((tx) => requestCheck(tx, { orgId, connectionId }, wanted));
    await startCheck(world.deps.temporal, { orgId, connectionId, trigger: 'person' });
    await world.until(`org:${orgId}`, ({ type, payload }) => {
      const told = payload as { checkId?: string; state?: string };
      return type === 'connection.checked' && told.checkId === id && !/waiting|running/.test(told.state ?? '');
    });
    checked.push(connectionId);
    const steps = await inTx((tx) => stepsOf(tx, [id]));
    const connection = await inTx((tx) => findConnection(tx, connectionId));
    return { connection, steps, said: steps.map(({ text, remedy }) => `${text} ${remedy ?? ''}`).join('\n') };
  }

  it('takes Azure, OVHcloud and Kubernetes through although answers are lost', async () => {
    const azure = { ...azureState(0), clientSecret: `azure-${canary}`, locations: [{ name: 'westeurope' }] };
    const azureStub = stub(
      await startAzureStub(
        { ...azure, subscriptions: [{ subscriptionId: subscription, displayName: 'Production', state: 'Enabled' }] },
        faults,
      ),
    );
    const ovh = { ...ovhState(0), clockAhead: 0, applicationSecret: `as-${canary}`, consumerKey: `ck-${canary}` };
    const rules = [{ method: 'GET', path: '/*' }];
    const credentials = { [ovh.consumerKey]: { status: 'validated', expiration: null, rules } };
    const ovhStub = stub(await startOvhStub({ ...ovh, credentials }, faults));
    const rights = { read: readRights.map(rightName), write: [] };
    const cluster = { ...kubernetesState(0), token: `token-${canary}`, rights };
    const clusterStub = stub(await startKubernetesStub(cluster, { seed: 7, dropEvery: 11 }));

    const { clientId } = azure;
    const results = await Promise.all([
      connected(
        'azure_service_principal',
        { tenantId: tenant, clientId, subscriptionId: subscription, endpoint: azureStub.url },
        { client_secret: azure.clientSecret },
      ).then(check),
      connected(
        'ovh_application',
        { ovhEndpoint: 'ovh-eu', endpoint: ovhStub.url },
        {
          application_key: ovh.applicationKey,
          application_secret: ovh.applicationSecret,
          consumer_key: ovh.consumerKey,
        },
      ).then(check),
      connected('kubeconfig', { endpoint: clusterStub.url }, { kubeconfig: kubeconfig(cluster.token) }).then(check),
    ]);
    for (const { connection, said } of results) {
      expect(connection, said).toMatchObject({ state: 'verified' });
      expect(connection?.accountId).not.toBe('');
    }
    expect(azureStub.faults.counts.drop + ovhStub.faults.counts.drop).toBeGreaterThan(0);
  }, 180_000);

  it('stands for a service account of Google by federation, once people uploaded what the first check shows', async () => {
    const google = stub(
      await startGcpRestStub(
        {
          accounts: { [reader]: { permissions: [...readPermissions] } },
          project: { projectId: project, name: 'projects/42', displayName: 'Shop', state: 'ACTIVE' },
          regions: ['europe-west1'],
          disabled: [],
          clockAhead: 0,
          federation: { audience, bindings: { 'aurora-read': reader } },
        },
        { seed: 1 },
      ),
    );
    const settings = { gcpProjectId: project, workloadIdentityAudience: audience, serviceAccountEmail: reader };
    const id = await connected('gcp_workload_identity', { ...settings, endpoint: google.url }, {});
    const first = await check(id);
    expect(first.connection?.state).toBe('broken');
    const { keys } = JSON.parse(/jwks\.json: (\{.*?\]\})/.exec(first.said)?.[1] ?? '{}') as { keys: JsonWebKey[] };
    google.state.federation = { audience, jwk: keys[0] ?? {}, bindings: { 'aurora-read': reader } };
    const second = await check(id);
    expect(second.connection, second.said).toMatchObject({ state: 'verified', accountId: project });
  });

  it('signs in to a host only after somebody accepted its key', async () => {
    const { private: privateKey, public: authorized } = ssh.utils.generateKeyPairSync('ed25519');
    const hostKeys = [ssh.utils.generateKeyPairSync('ed25519').private];
    const state = {
      hostKeys,
      user: 'aurora',
      authorized,
      says: 'aurora\nLinux 6.12\n',
      dropNext: 1,
      commands: [],
      logins: 0,
    };
    const host = stub(await startSshStub(state));
    const at = { host: '127.0.0.1', port: host.port, user: 'aurora', hostKeySha256: null as string | null };
    const id = await connected('ssh_key', { hosts: [at] }, { private_key: privateKey });
    const first = await check(id);
    expect(first.connection?.state).toBe('limited');
    expect(host.state.logins).toBe(0);
    const shown = /SHA256:[0-9A-Za-z+/]{43}/.exec(first.said)?.[0] ?? null;
    const hosts = [{ ...at, hostKeySha256: shown }];
    await inTx((tx) => tx.update(connections).set({ settings: { hosts } }).where(eq(connections.id, id)));
    const second = await check(id);
    expect(second.connection, second.said).toMatchObject({ state: 'verified' });
    expect(host.state.commands).toEqual(['id -un; uname -sr']);
    expect(JSON.stringify([first, second])).not.toContain(privateKey.split('\n')[2]);
  });

  it('leaves none of their secrets in rows, events, audit or histories', async () => {
    const { orgId } = world;
    const rows = await inTx(async (tx) => [
      await tx.select().from(connections),
      await tx
        .select()
        .from(events)
        .where(and(eq(events.orgId, orgId))),
      await tx.select().from(auditEntries),
      (await tx.execute(sql`select * from connection_check_steps`)).rows,
    ]);
    expect(rows.flat().length).toBeGreaterThan(50);
    expect(JSON.stringify(rows)).not.toContain(canary);
    for (const connectionId of new Set(checked)) {
      const history = await readableHistory(world.deps.temporal, workflowIds.connectionCheck(connectionId));
      // It reads what is in there: a search that finds nothing at all would prove nothing.
      expect(history).toContain(connectionId);
      expect(history).not.toContain(canary);
    }
    expect(checked.length).toBeGreaterThan(5);
  });
});
