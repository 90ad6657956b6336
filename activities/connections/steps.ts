/** One step of a check: asks the provider one question, and writes down what was found. Safe to repeat. */
import { eq, sql } from 'drizzle-orm';
import { inOrg, type Tx } from '../../db/client.ts';
import { moveStep, stepsOf } from '../../db/connection-checks.ts';
import type { CheckStepName } from '../../db/model/connections.ts';
import type { Connection } from '../../db/projects.ts';
import { connections } from '../../db/schema/index.ts';
import { findConnection } from '../../db/sync-runs.ts';
import { AuroraError, notFound } from '../../platform/errors.ts';
import type { OfConnectionCheck } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { recordedSecrets } from '../recorded-secrets.ts';
import type { Looked, StepFinding } from './verifier.ts';

type Step = OfConnectionCheck & { name: CheckStepName };

/** Without these nothing else can be asked, or must not be: a role that lets anybody in may not be ours to use. */
const needed = new Set<CheckStepName>(['reachable', 'authenticated', 'external_id']);

const notTried: StepFinding = { state: 'skipped', text: 'Not tried, because a step before it failed.' };

export function makeConnectionSteps({ db, secrets, verifiers }: WorkerDeps) {
  async function end(step: Step, { state, text, remedy }: StepFinding): Promise<StepFinding['state']> {
    await inOrg(db, step, (tx) => moveStep(tx, step, step.name, { state, text, remedy: remedy ?? null }));
    return state;
  }

  return {
    lookAtConnection: (step: Step): Promise<StepFinding['state']> =>
      withHeartbeat(async (signal) => {
        const { orgId, connectionId, name } = step;
        const { connection, blocked } = await inOrg(db, { orgId }, async (tx) => {
          const steps = await stepsOf(tx, [step.checkId]);
          await moveStep(tx, step, name, { state: 'running' });
          const blocked = steps.some((each) => each.state === 'failed' && needed.has(each.name));
          return { connection: await findConnection(tx, connectionId), blocked };
        });
        if (!connection) throw notFound('connection');
        if (blocked) return end(step, notTried);
        const owners = [{ kind: 'connection', id: connectionId, secretRef: connection.secretRef }];
        const by = { kind: 'connection_check', id: step.checkId };
        const recorded = recordedSecrets({ db, secrets }, { orgId, owners, purpose: 'read', by });
        const secret = await secretOf(recorded, connection.secretRef, signal);
        const finding = secret
          ? await verifiers[connection.credential].look(name, lookedAt(connection, secret.data), signal)
          : secretGone;
        const kept = sameAccount(connection, finding);
        await inOrg(db, { orgId }, (tx) => keepFacts(tx, connection, kept, secret?.version));
        return end(step, kept);
      }),
  };
}

export type ConnectionSteps = ReturnType<typeof makeConnectionSteps>;

const lookedAt = (
  { orgId, id, credential, settings, accountId, region, sandboxEndpoint }: Connection,
  secret: Record<string, string>,
): Looked => ({
  orgId,
  connectionId: id,
  credential,
  settings,
  accountId,
  region,
  endpoint: sandboxEndpoint ?? settings.endpoint,
  secret,
});

async function secretOf(secrets: WorkerDeps['secrets'], ref: string, signal: AbortSignal) {
  try {
    return await secrets.readVersion(ref, { signal });
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return undefined;
    throw error;
  }
}

const secretGone: StepFinding = {
  state: 'failed',
  text: 'The secret with the credentials of this account is gone from the secret store.',
  remedy: 'Give the connection new credentials.',
};

/** What is known of an account belongs to that account: another one's credentials would show that all of it is gone. */
function sameAccount({ accountId }: Connection, finding: StepFinding): StepFinding {
  const found = finding.found?.accountId;
  if (!found || !accountId || found === accountId) return finding;
  return {
    state: 'failed',
    text: `These credentials belong to account ${found}, but this connection is of account ${accountId}.`,
    remedy: `Give it credentials of ${accountId}, and connect ${found} as an account of its own.`,
  };
}

async function keepFacts(
  tx: Tx,
  { id, accountId }: Connection,
  { found = {} }: StepFinding,
  secretVersion: number | undefined,
): Promise<void> {
  const regions = found.regions && JSON.stringify({ enabledRegions: found.regions });
  const facts = {
    ...(found.accountId && accountId === '' ? { accountId: found.accountId } : {}),
    ...(regions ? { settings: sql`${connections.settings} || ${regions}::jsonb` } : {}),
    ...(secretVersion === undefined ? {} : { secretVersion }),
  };
  if (Object.keys(facts).length > 0) await tx.update(connections).set(facts).where(eq(connections.id, id));
}
