/** Keeps the wish to take a revision to reality, then starts the run's workflow. */
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { requireProject } from '../../db/projects.ts';
import { latestRevision, revisionByNumber } from '../../db/revisions.ts';
import { type RunDetails, readRun } from '../../db/run-views.ts';
import { insertRun } from '../../db/runs.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { startRunWorkflow } from '../../platform/nudges.ts';
import type { RunEngine, RunKind } from '../../workflows/messages.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Given = { id?: string; kind: RunKind; engine?: RunEngine; revision?: number };

export async function startRun(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  projectId: string,
  { id, kind, engine, revision }: Given,
): Promise<RunDetails> {
  const { orgId, userId } = actor;
  const details = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const { id: revisionId } = await chosenRevision(tx, projectId, revision);
    const wanted = { id, orgId, projectId, revisionId, kind, engine, requestedBy: userId };
    const { run, created } = await insertRun(tx, wanted);
    if (run.projectId !== projectId) throw conflict('This id belongs to a run of another project. Make a new one.');
    const found = await readRun(tx, run.id);
    if (created) {
      const subject = { kind: 'run', id: run.id };
      await appendAudit(tx, orgId, auditBy(actor, { action: 'run.start', subject, detail: { projectId, kind } }));
    }
    return found;
  });
  const { run } = details;
  await startRunWorkflow(temporal, { orgId, projectId, runId: run.id, kind: run.kind, engine: run.engine });
  return details;
}

async function chosenRevision(tx: Tx, projectId: string, number: number | undefined) {
  const revision =
    number === undefined ? await latestRevision(tx, projectId) : await revisionByNumber(tx, projectId, number);
  if (revision) return revision;
  if (number !== undefined) throw notFound('revision');
  throw conflict('This project has no files yet, so there is nothing to plan. Save a revision first.');
}
