import { rm } from 'node:fs/promises';
import { inOrg } from '../../db/client.ts';
import { recordDrift } from '../../db/drift-checks.ts';
import type { AttributeChange } from '../../db/model/estate.ts';
import type { DriftChange } from '../../db/model/plan-summary.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { planRefreshOnly } from '../terraform/apply.ts';
import { realDrift } from '../terraform/drift.ts';
import { inWorkspace, runFolder } from '../terraform/steps/run-files.ts';
import { readProjectFacts } from './project-facts.ts';
import { refreshState } from './refresh-state.ts';
import { readStoredState } from './stored-state.ts';

/**
 * Compares what the project's state says with what is there, with keys that only read, and keeps what differs.
 *
 * @throws AuroraError `conflict` when a run changed the state meanwhile, and what Terraform's plan throws
 */
export async function lookForDrift(
  deps: WorkerDeps,
  check: OfProject & { checkId: string },
  signal: AbortSignal,
): Promise<void> {
  const { orgId, projectId, checkId } = check;
  const before = await readStoredState(deps, projectId);
  await refreshState(deps, check);
  const facts = await readProjectFacts(deps, check, checkId, 'applied');
  const found = facts && before?.resources.length ? await compare(deps, facts, signal) : [];
  const after = await readStoredState(deps, projectId);
  if (before?.serial !== after?.serial) throw moved();
  const changes = new Map(found.map((one) => [one.address, changesOf(one)]));
  await inOrg(deps.db, { orgId }, (tx) => recordDrift(tx, { id: checkId, projectId }, changes));
}

async function compare(
  deps: WorkerDeps,
  facts: NonNullable<Awaited<ReturnType<typeof readProjectFacts>>>,
  signal: AbortSignal,
): Promise<DriftChange[]> {
  try {
    return await inWorkspace(deps, facts, { step: 'drift', signal }, async (workspace) =>
      realDrift(await planRefreshOnly({ workspace, signal })),
    );
  } finally {
    await rm(runFolder(deps, facts.run.id), { recursive: true, force: true });
  }
}

/** The path of what is gone as a whole is empty. A tag shows in `tags_all` too, which tells nothing more. Values are masked already where they are sensitive. */
function changesOf({ action, attributes }: DriftChange): AttributeChange[] {
  if (action === 'destroy') return [{ path: '', before: 'exists', after: null }];
  const paths = new Set(attributes.map(({ path }) => path));
  return attributes
    .filter(({ path }) => !paths.has(path.replace(/^tags_all\b/, 'tags')) || !path.startsWith('tags_all'))
    .map(({ path, before = null, after = null }) => ({ path, before, after }));
}

const moved = () =>
  new AuroraError({
    code: 'conflict',
    retryable: false,
    userMessage:
      'A run changed this project while it was compared with its account, so nothing was kept. Check again when the run has ended.',
  });
