/** Keeps the wish to compare a project with its account, then starts the comparison. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { askForDriftCheck, type DriftCheck } from '../../db/drift-checks.ts';
import { requireProject } from '../../db/projects.ts';
import { startDriftCheck } from '../../platform/nudges.ts';
import { keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

export async function checkDrift(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  projectId: string,
  id: string | undefined,
): Promise<DriftCheck> {
  const { orgId, userId } = actor;
  const check = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const found = await askForDriftCheck(tx, { id, orgId, projectId, requestedBy: userId });
    const subject = { kind: 'drift_check', id: found.id };
    // One that somebody else, or the schedule, has asked for is on record as theirs.
    if (found.requestedBy === userId) {
      await keepAuditOnce(tx, actor, { action: 'project.drift_check', subject, detail: { projectId } });
    }
    return found;
  });
  if (check.state === 'running') await startDriftCheck(temporal, { orgId, projectId, checkId: check.id });
  return check;
}
