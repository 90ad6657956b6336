/** What has a schedule of its own, kind by kind, for the keeper. A new kind adds its line to `keptSchedules`. */
import { wantedBillingSchedules } from '../db/billing-accounts.ts';
import type { Database } from '../db/client.ts';
import { wantedChecks } from '../db/connections.ts';
import { wantedKnowledgeSchedules } from '../db/knowledge-sources.ts';
import { wantedRepositoryLooks } from '../db/repo-links.ts';
import { wantedSchedules } from '../db/sync-settings.ts';
import { alignAuditSchedule, auditSchedules } from '../platform/audit-schedules.ts';
import { alignBillingSchedule, billingEveryMs } from '../platform/billing-schedules.ts';
import { alignCheckSchedule, checkEveryMs } from '../platform/connection-schedules.ts';
import { alignKnowledgeSchedule } from '../platform/knowledge-schedules.ts';
import { alignRepositorySchedule, repositoryEveryMs } from '../platform/repository-schedules.ts';
import { alignSyncSchedule } from '../platform/sync-schedules.ts';
import type { Temporal } from '../platform/temporal.ts';
import { scheduleIds } from '../workflows/messages.ts';

export type KeptSchedule = {
  scheduleId: string;
  /** How often it starts something; null where there should be none. */
  everyMs: number | null;
  /** Undefined where a pause by hand, in the Temporal UI, is nobody else's business. */
  paused?: boolean;
  /** Makes Temporal's schedule what the row says. @throws AuroraError `dependency_unavailable` */
  align(temporal: Temporal): Promise<void>;
};

const minuteMs = 60_000;

export const keptSchedules: ((db: Database) => Promise<KeptSchedule[]>)[] = [
  syncs,
  bills,
  documents,
  repositories,
  auditLogs,
  checks,
];

async function syncs(db: Database): Promise<KeptSchedule[]> {
  const wanted = await wantedSchedules(db);
  return wanted.map((one) => ({
    scheduleId: scheduleIds.resourceSync(one.connectionId),
    everyMs: one.enabled ? one.intervalMinutes * minuteMs : null,
    paused: one.pausedReason !== null,
    align: (temporal) => alignSyncSchedule(temporal, one),
  }));
}

async function bills(db: Database): Promise<KeptSchedule[]> {
  const wanted = await wantedBillingSchedules(db);
  return wanted.map((one) => ({
    scheduleId: scheduleIds.billingSync(one.billingAccountId),
    everyMs: one.enabled ? billingEveryMs : null,
    align: (temporal) => alignBillingSchedule(temporal, one),
  }));
}

async function documents(db: Database): Promise<KeptSchedule[]> {
  const wanted = await wantedKnowledgeSchedules(db);
  return wanted.map((one) => ({
    scheduleId: scheduleIds.knowledgeIngest(one.sourceId),
    everyMs: one.intervalMinutes === null ? null : one.intervalMinutes * minuteMs,
    align: (temporal) => alignKnowledgeSchedule(temporal, one),
  }));
}

async function repositories(db: Database): Promise<KeptSchedule[]> {
  const wanted = await wantedRepositoryLooks(db);
  return wanted.map((one) => ({
    scheduleId: scheduleIds.repositoryLook(one.integrationId),
    everyMs: one.linked ? repositoryEveryMs : null,
    align: (temporal) => alignRepositorySchedule(temporal, one),
  }));
}

async function auditLogs(): Promise<KeptSchedule[]> {
  return auditSchedules.map((one) => ({
    scheduleId: one.id,
    everyMs: one.everyMs,
    align: (temporal) => alignAuditSchedule(temporal, one),
  }));
}

async function checks(db: Database): Promise<KeptSchedule[]> {
  const wanted = await wantedChecks(db);
  return wanted.map((one) => ({
    scheduleId: scheduleIds.connectionCheck(one.connectionId),
    everyMs: one.connected ? checkEveryMs : null,
    align: (temporal) => alignCheckSchedule(temporal, one),
  }));
}
