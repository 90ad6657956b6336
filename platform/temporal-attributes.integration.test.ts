import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackIsUp } from '../tests/support/world.ts';
import { readConfig } from './config.ts';
import { makeLog } from './log.ts';
import { nudgeSession } from './nudges.ts';
import { makeSecrets } from './secrets/vault.ts';
import { alignSyncSchedule } from './sync-schedules.ts';
import { makeTemporal, type Temporal } from './temporal.ts';
import { makeTemporalCodec } from './temporal-codec.ts';

describe.skipIf(!stackIsUp)('a namespace that knows no search attributes of ours', () => {
  const log = makeLog('test', 'silent');
  const config = { ...readConfig(), TEMPORAL_NAMESPACE: `bare-${randomUUID().slice(0, 8)}` };
  const secrets = makeSecrets(config, log);
  let temporal: Temporal;

  beforeAll(async () => {
    temporal = makeTemporal(config, makeTemporalCodec(secrets, log), log);
    const { workflowService } = temporal.client;
    const namespace = config.TEMPORAL_NAMESPACE;
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await vi.waitFor(() => workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }), {
      timeout: 20_000,
      interval: 100,
    });
  });

  afterAll(async () => {
    await temporal?.close();
    await secrets.close();
  });

  it('starts what it is asked to, and finds what is started once it has learned them', async () => {
    const [orgId, connectionId] = [randomUUID(), randomUUID()];
    await nudgeSession(temporal, { orgId, sessionId: randomUUID() });
    await alignSyncSchedule(temporal, { orgId, connectionId, enabled: true, intervalMinutes: 60, pausedReason: null });
    const sessionId = randomUUID();
    await vi.waitFor(
      async () => {
        await nudgeSession(temporal, { orgId, sessionId: `${sessionId}-${randomUUID()}` });
        expect((await temporal.client.workflow.count(`AuroraOrg = "${orgId}"`)).count).toBeGreaterThan(0);
      },
      { timeout: 40_000, interval: 500 },
    );
    await alignSyncSchedule(temporal, { orgId, connectionId, enabled: true, intervalMinutes: 30, pausedReason: null });
    const schedule = temporal.client.schedule.getHandle(`sync-${connectionId}`);
    const { action } = await schedule.describe();
    expect(JSON.stringify(action.typedSearchAttributes)).toContain(orgId);
    await schedule.delete();
  });
});
