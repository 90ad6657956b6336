/** Secrets that are on record before they are handed out: who used what belongs to whom, for what. */
import { Context } from '@temporalio/activity';
import { inOrg } from '../db/client.ts';
import { keepSecretUse, type SecretUse } from '../db/secret-uses.ts';
import type { Secrets } from '../platform/secrets/vault.ts';
import type { WorkerDeps } from './deps.ts';

export type Recorded = Pick<SecretUse, 'purpose' | 'onBehalfOf'> & {
  orgId: string;
  /** What each reference belongs to; another one is taken to belong to the first. */
  owners: { kind: string; id: string; secretRef: string | null }[];
  /** Absent: the workflow at hand. */
  by?: SecretUse['by'];
};

/** Nothing is handed out that could not be put on record. */
export function recordedSecrets({ db, secrets }: Pick<WorkerDeps, 'db' | 'secrets'>, use: Recorded): Secrets {
  const { orgId, owners, purpose, onBehalfOf } = use;
  const readVersion: Secrets['readVersion'] = async (reference, options) => {
    const found = await secrets.readVersion(reference, options);
    const owner = owners.find(({ secretRef }) => secretRef === reference) ?? owners[0];
    if (!owner) return found;
    const { kind, id } = owner;
    const by = use.by ?? workflowAtHand();
    const kept = { subject: { kind, id }, purpose, by, onBehalfOf, reference, version: found.version };
    await inOrg(db, { orgId }, (tx) => keepSecretUse(tx, orgId, kept));
    return found;
  };
  return { ...secrets, readVersion, read: async (...given) => (await readVersion(...given)).data };
}

/** The same, for what is given all of an activity's clients. */
export const recording = <Deps extends Pick<WorkerDeps, 'db' | 'secrets'>>(deps: Deps, use: Recorded): Deps => ({
  ...deps,
  secrets: recordedSecrets(deps, use),
});

/** One execution of it: a conversation that goes on for weeks uses a secret anew after each continue-as-new. */
function workflowAtHand(): SecretUse['by'] {
  const { workflowExecution, workflowType } = Context.current().info;
  const { workflowId, runId } = workflowExecution ?? { workflowId: 'none', runId: 'none' };
  return { kind: workflowType ?? 'workflow', id: `${workflowId}/${runId}` };
}

/** For what sends thousands a day, each of which is in a list of its own. */
export const byDay = (): SecretUse['by'] => ({ kind: 'day', id: new Date().toISOString().slice(0, 10) });
