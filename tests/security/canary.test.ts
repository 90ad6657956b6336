/**
 * A canary in every secret field, then the main job with keys that are canaries too: what is found anywhere but in the
 * vault is a leak. The same search has to find what is no secret, or its silence would mean nothing.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import { makeTemporal } from '../../platform/temporal.ts';
import { makeTemporalCodec } from '../../platform/temporal-codec.ts';
import type { Connection, ConnectionDetails } from '../../web/lib/api-types.generated.ts';
import { stackIsUp } from '../chaos/support/parts.ts';
import { type ChaosUser, newUser } from '../chaos/support/user.ts';
import { files, type Haystack, histories, objects, placesOf, postgresRows, s3Of } from './canary-places.ts';
import { newCanary, plantConnections, plantTheRest } from './canary-seeds.ts';

describe.skipIf(!stackIsUp)('secrets of people', { timeout: 400_000 }, () => {
  const config = readConfig({ DATABASE_URL: 'postgresql://none', ...process.env });
  const dataDir = process.env.AURORA_DATA_DIR ?? '';
  const log = makeLog('canary', 'silent');
  const canary = newCanary();
  const secrets = makeSecrets(config, log);
  const temporal = makeTemporal(config, makeTemporalCodec(secrets, log), log);
  let user: ChaosUser;

  beforeAll(async () => {
    user = await newUser();
    user.viewer.follow(`org:${user.orgId}`);
  });

  afterAll(async () => {
    user?.close();
    await temporal.close();
    await secrets.close();
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

  async function mainJob(): Promise<{ runId: string; answers: string }> {
    const sessionId = await user.newSession();
    const stream = `session:${sessionId}`;
    await user.say(sessionId, 'Create a private S3 bucket with versioning');
    const isProposed = ({ event }: { event: { type: string } }) => event.type === 'run.proposed';
    const { event } = await user.viewer.sees(stream, 'a run is proposed', isProposed, 120_000);
    const { runId } = event.payload as { runId: string };
    user.viewer.follow(`run:${runId}`);
    await user.runIs(runId, 'awaiting_approval', 180_000);
    await user.approve(runId);
    const run = await user.runIs(runId, 'applied', 180_000);
    const seen = [run, await user.transcript(sessionId), await user.api.get(`/projects/${run.projectId}/state`)];
    return { runId, answers: JSON.stringify(seen) };
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

  it('are nowhere but in the vault after the main job', async () => {
    await plantInSandbox();
    const connectionIds = await plantConnections(user.api, canary);
    await plantTheRest(user.api, canary);
    const totp = await user.api.post<{ secret: string }>('/me/totp', {});
    const { runId, answers } = await mainJob();
    const checks = await checksOf(connectionIds);

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
    ];

    // The search finds a run's id in each kind of place, in a history only once it is decoded.
    const control = placesOf(runId, haystacks).join('\n');
    for (const place of ['postgres public.runs', 'history', 'file logs/', 'object', 'frames', 'answers']) {
      expect(control, `the search does not reach ${place}`).toContain(place);
    }
    for (const needle of [canary.text, canary.capitals, totp.secret]) {
      expect(needle.length).toBeGreaterThan(15);
      expect(placesOf(needle, haystacks)).toEqual([]);
    }
  });
});
