/**
 * A canary in every secret field, then the main job with keys that are canaries too, by a model that keeps what it is
 * asked: what is found anywhere but in the vault is a leak. The same search has to find what is no secret, or its
 * silence would mean nothing.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg, openDatabase } from '../../db/client.ts';
import { attachConnection } from '../../db/connections.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import { makeStorage } from '../../platform/storage/s3.ts';
import { makeTemporal } from '../../platform/temporal.ts';
import { makeTemporalCodec } from '../../platform/temporal-codec.ts';
import type { Connection, ConnectionDetails, Project } from '../../web/lib/api-types.generated.ts';
import { stackIsUp } from '../chaos/support/parts.ts';
import { type ChaosUser, newUser } from '../chaos/support/user.ts';
import { hasOpenssl } from '../support/clouds/kubernetes-server/certificate.ts';
import { canary as inCluster, type Shop } from '../support/clouds/kubernetes-server/shop.ts';
import type { ModelServer } from '../support/model-server/server.ts';
import {
  modelIsRecorded,
  modelKey,
  promptsOf,
  recordedModel,
  startRecordedModel,
  toolAnswers,
} from './canary-model.ts';
import { files, type Haystack, histories, objects, placesOf, postgresRows, s3Of, sealedPlan } from './canary-places.ts';
import { newCanary, plantConnections, plantTheRest, startCanaryShop } from './canary-seeds.ts';

describe.skipIf(!stackIsUp || !modelIsRecorded || !hasOpenssl)('secrets of people', { timeout: 400_000 }, () => {
  const config = readConfig({ DATABASE_URL: 'postgresql://none', ...process.env });
  const dataDir = process.env.AURORA_DATA_DIR ?? '';
  const log = makeLog('canary', 'silent');
  const canary = newCanary();
  const secrets = makeSecrets(config, log);
  const storage = makeStorage(config);
  const db = openDatabase(config.DATABASE_URL);
  const temporal = makeTemporal(config, makeTemporalCodec(secrets, log), log);
  const bucket = `canary-${randomUUID().slice(0, 8)}`;
  let user: ChaosUser;
  let model: ModelServer;
  let shop: Shop;

  beforeAll(async () => {
    model = await startRecordedModel(bucket);
    shop = await startCanaryShop(canary);
    user = await newUser();
    user.viewer.follow(`org:${user.orgId}`);
  });

  afterAll(async () => {
    user?.close();
    await shop?.close();
    await temporal.close();
    await secrets.close();
    await db.close();
    storage.close();
    await model?.close();
  });

  /** What Terraform, the inventory and the bills of the sandbox account use from now on. */
  async function plantInSandbox(): Promise<void> {
    const { items } = await user.api.get<{ items: Connection[] }>('/connections');
    const sandbox = items.find(({ credential }) => credential === 'sandbox');
    await secrets.write(`connections/${user.orgId}/aws-${sandbox?.id}`, {
      read_access_key_id: `AKIA${canary.capitals}SR`,
      read_secret_access_key: `${canary.text}-sandbox-read`,
      write_access_key_id: `AKIA${canary.capitals}SW`,
      write_secret_access_key: `${canary.text}-sandbox-write`,
    });
  }

  /** Asked, looked, proposed, approved, applied and told of; then asked about everything else. */
  async function mainJob(): Promise<{ runId: string; answers: string }> {
    const sessionId = await user.newSession(recordedModel);
    const stream = `session:${sessionId}`;
    await user.say(sessionId, 'Create a private S3 bucket');
    const isProposed = ({ event }: { event: { type: string } }) => event.type === 'run.proposed';
    const { event } = await user.viewer.sees(stream, 'a run is proposed', isProposed, 120_000);
    const { runId } = event.payload as { runId: string };
    user.viewer.follow(`run:${runId}`);
    await user.runIs(runId, 'awaiting_approval', 180_000);
    await user.approve(runId);
    const { projectId } = await user.runIs(runId, 'applied', 180_000);
    await user.turnEnds(sessionId, 1, 60_000);
    await user.say(sessionId, 'And what else is there?');
    await user.turnEnds(sessionId, 2, 60_000);
    const paths = [
      `/runs/${runId}`,
      `/runs/${runId}/approvals`,
      `/sessions/${sessionId}/messages`,
      `/projects/${projectId}/state`,
      `/projects/${projectId}/revisions/1`,
      `/events/${stream}?afterSeq=0&limit=500`,
      `/events/run:${runId}?afterSeq=0&limit=500`,
      '/resources',
      '/audit?limit=200',
    ];
    const answers = await Promise.all(paths.map((path) => user.api.get(path)));
    return { runId, answers: JSON.stringify(answers) };
  }

  /** Checks of accounts that are not there end badly: in words, which are searched as well. */
  async function checksOf(ids: string[]): Promise<string> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const all = await Promise.all(ids.map((id) => user.api.get<ConnectionDetails>(`/connections/${id}`)));
      const open = all.filter(({ check }) => !check || ['waiting', 'running'].includes(check.state));
      if (open.length === 0 || Date.now() > deadline) return JSON.stringify(all);
      await sleep(500);
    }
  }

  /** To the conversation's project, so that the agent looks into it. */
  async function attachCluster(connections: ConnectionDetails[]): Promise<void> {
    const { items } = await user.api.get<{ items: Project[] }>('/projects');
    const connectionId = connections.find(({ credential }) => credential === 'kubeconfig')?.id ?? '';
    const place = { orgId: user.orgId, projectId: items[0]?.id ?? '', provider: 'kubernetes' } as const;
    await inOrg(db, user, (tx) => attachConnection(tx, { ...place, connectionId }));
  }

  /** What the processes themselves are started with: a worker that starts Terraform must not hand it on. */
  const ownSecrets = (): string[] => [
    config.S3_SECRET_ACCESS_KEY,
    new URL(config.DATABASE_URL).password,
    process.env.AUTH_SECRET ?? '',
  ];

  it('are nowhere but in the vault after the main job', async () => {
    await plantInSandbox();
    const connections = await plantConnections(user.api, canary, shop);
    await attachCluster(connections);
    await plantTheRest(user.api, canary);
    const totp = await user.api.post<{ secret: string }>('/me/totp', {});
    const { runId, answers } = await mainJob();
    const checks = await checksOf(connections.map(({ id }) => id));
    const told = toolAnswers(model);
    const refused = told.filter(({ ok }) => !ok).map(({ asked }) => asked);
    expect([told.length, refused]).toEqual([21, ['kubernetes_list {"kind":"services"}']]);

    await s3Of(config).send(
      new PutObjectCommand({ Bucket: config.S3_BUCKET, Key: `canary/${randomUUID()}`, Body: gzipSync(`a ${runId}`) }),
    );
    const haystacks: Haystack[] = [
      ...(await postgresRows(dataDir, config.DATABASE_URL)),
      ...(await histories(temporal)),
      ...files(dataDir),
      ...(await objects(config)),
      { where: 'frames', text: user.viewer.frames().join('\n') },
      { where: 'answers', text: answers + checks },
      { where: 'prompts', text: promptsOf(model) },
      ...(await sealedPlan({ db, secrets, storage }, { orgId: user.orgId, runId })),
    ];

    // The search finds a run's id in each kind of place, in a history only once it is decoded.
    const control = placesOf(runId, haystacks).join('\n');
    for (const place of ['postgres public.runs', 'history', 'file logs/', 'object', 'frames', 'answers', 'prompts']) {
      expect(control, `the search does not reach ${place}`).toContain(place);
    }
    expect(placesOf(bucket, haystacks)).toEqual(expect.arrayContaining(['plan', 'plan JSON', 'prompts']));
    for (const needle of [canary.text, canary.capitals, totp.secret, inCluster, modelKey, ...ownSecrets()]) {
      expect(needle.length).toBeGreaterThan(12);
      expect(placesOf(needle, haystacks)).toEqual([]);
    }
  });
});
