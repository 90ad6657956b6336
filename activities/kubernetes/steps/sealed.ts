/** A plan of objects as exact bytes: sealed, put away encrypted, and got back byte for byte or not at all. */
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import type { Run } from '../../../db/runs.ts';
import { runs } from '../../../db/schema/index.ts';
import type { WorkerDeps } from '../../deps.ts';
import { assertPlan, decryptPlan, encryptPlan } from '../../terraform/seal.ts';
import { sealedKeys } from '../../terraform/steps/run-files.ts';
import { canonical } from '../../terraform/values.ts';
import type { Step } from '../plan.ts';

const keyName = 'plans';

/** Everything that `apply` is told. Its SHA-256 is what people approve. */
export type SealedObjects = {
  version: 1;
  cluster: string;
  /** Hex SHA-256 of the manifests' exact bytes. */
  files: string;
  semanticDigest: string;
  /** In the order in which they are applied. */
  steps: Step[];
};

export const bytesOf = (sealed: SealedObjects): Buffer => Buffer.from(canonical(sealed));
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export type SealFacts = Pick<Run, 'summary' | 'risk' | 'cost'> & { cluster: { uid: string; version: string } };

/** @returns hex SHA-256 of the sealed bytes, once they and the facts about them are kept */
export async function sealObjects(
  deps: WorkerDeps,
  run: Run,
  sealed: SealedObjects,
  facts: SealFacts,
): Promise<string> {
  const { secrets, storage, db } = deps;
  const { id, key } = await secrets.dataKey(keyName);
  const bytes = bytesOf(sealed);
  const planKey = sealedKeys(run).plan;
  await storage.put(planKey, encryptPlan(bytes, { id, bytes: key }, run.id));
  const { cluster, ...shown } = facts;
  const planSha256 = digestOf(bytes);
  const seal = { planSha256, semanticDigest: sealed.semanticDigest, filesSha256: sealed.files, keyId: id, cluster };
  await inOrg(db, { orgId: run.orgId }, (tx) =>
    tx
      .update(runs)
      .set({ ...shown, seal, planKey })
      .where(eq(runs.id, run.id)),
  );
  return planSha256;
}

/**
 * @param planSha256 what people approved
 * @throws AuroraError `plan_tampered` when the stored bytes are not these
 */
export async function openSealed(
  { secrets, storage }: WorkerDeps,
  run: Run,
  planSha256: string,
): Promise<SealedObjects> {
  const { id, key } = await secrets.dataKey(run.seal?.keyId ?? keyName);
  const bytes = decryptPlan(await storage.get(sealedKeys(run).plan), { id, bytes: key }, run.id);
  assertPlan(bytes, planSha256);
  return JSON.parse(Buffer.from(bytes).toString()) as SealedObjects;
}
