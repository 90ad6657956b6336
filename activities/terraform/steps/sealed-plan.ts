/** Puts a sealed plan away and gets it back, byte for byte or not at all. */
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import type { Run } from '../../../db/runs.ts';
import { runs, type SealRecord } from '../../../db/schema/index.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { PlanJson } from '../plan-json.ts';
import { decryptPlan, encryptPlan } from '../seal.ts';
import { sealedKeys } from './run-files.ts';

const keyName = 'plans';

export type SealedParts = { plan: Buffer; planJson: PlanJson; lockFile: string };

/** @returns the id of the key that the plan was encrypted with */
export async function putSealed({ secrets, storage }: WorkerDeps, run: Run, parts: SealedParts): Promise<string> {
  const { id, key } = await secrets.dataKey(keyName);
  const seal = (bytes: Buffer) => encryptPlan(bytes, { id, bytes: key }, run.id);
  const keys = sealedKeys(run);
  await Promise.all([
    storage.put(keys.plan, seal(parts.plan)),
    storage.put(keys.json, seal(Buffer.from(JSON.stringify(parts.planJson)))),
    storage.put(keys.lockFile, seal(Buffer.from(parts.lockFile))),
  ]);
  return id;
}

/**
 * @param planSha256 what people approved
 * @throws AuroraError `plan_tampered` when the stored bytes are not these
 */
export async function getSealed(
  { secrets, storage }: Pick<WorkerDeps, 'secrets' | 'storage'>,
  run: Run,
  planSha256: string,
): Promise<SealedParts> {
  const { id, key } = await secrets.dataKey(run.seal?.keyId ?? keyName);
  const keys = sealedKeys(run);
  const open = async (name: string) => Buffer.from(decryptPlan(await storage.get(name), { id, bytes: key }, run.id));
  const [plan, json, lockFile] = await Promise.all([open(keys.plan), open(keys.json), open(keys.lockFile)]);
  if (createHash('sha256').update(plan).digest('hex') !== planSha256) throw tampered();
  return { plan, planJson: JSON.parse(json.toString()) as PlanJson, lockFile: lockFile.toString() };
}

/** The facts of a plan, in the run's row. Its state is not touched: that is the workflow's. */
export async function recordSeal(
  { db }: WorkerDeps,
  run: Run,
  facts: { seal: SealRecord } & Pick<Run, 'summary' | 'risk' | 'cost'>,
): Promise<void> {
  await inOrg(db, { orgId: run.orgId }, (tx) =>
    tx
      .update(runs)
      .set({ ...facts, planKey: sealedKeys(run).plan })
      .where(eq(runs.id, run.id)),
  );
}

const tampered = () =>
  new AuroraError({
    code: 'plan_tampered',
    retryable: false,
    userMessage:
      'The stored plan is not the one that was approved: its bytes have changed. Nothing was applied. Tell your security people, and plan again.',
  });
