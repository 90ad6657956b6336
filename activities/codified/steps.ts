/** What keeps the estate in step with projects' states: which thing is whose, what differs, and how more come under code. */
import { inOrg } from '../../db/client.ts';
import { askForDriftCheck, endDriftCheck } from '../../db/drift-checks.ts';
import { endImport } from '../../db/resource-imports.ts';
import type { DriftCheckInput, ImportInput, OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { draftImport } from './import/draft-import.ts';
import { lookForDrift } from './look-for-drift.ts';
import { refreshState } from './refresh-state.ts';

type OfCheck = OfProject & { checkId: string };

/** Short steps in S3 and the database. Each may be repeated. */
export function makeCodifiedStore(deps: WorkerDeps) {
  const { db } = deps;
  return {
    refreshState: (project: OfProject): Promise<number> => refreshState(deps, project),

    /** @returns the id of the check: a schedule starts one that nobody has asked for */
    async beginDriftCheck({ orgId, projectId, checkId }: DriftCheckInput): Promise<string> {
      if (checkId) return checkId;
      const asked = { orgId, projectId, requestedBy: null };
      return (await inOrg(db, { orgId }, (tx) => askForDriftCheck(tx, asked))).id;
    },

    async failDriftCheck({ orgId, checkId, reason }: OfCheck & { reason: string }): Promise<void> {
      await inOrg(db, { orgId }, (tx) => endDriftCheck(tx, checkId, { state: 'failed', reason }));
    },

    async failImport({ orgId, importId, reason }: ImportInput & { reason: string }): Promise<void> {
      await inOrg(db, { orgId }, (tx) => endImport(tx, importId, { state: 'failed', reason }, reason));
    },
  };
}

/** What works with Terraform. None of it changes a cloud. */
export function makeCodifiedSteps(deps: WorkerDeps) {
  return {
    lookForDrift: (check: OfCheck): Promise<void> => withHeartbeat((signal) => lookForDrift(deps, check, signal)),

    /** @returns the id of the run that imports it */
    draftImport: (input: ImportInput): Promise<string> => withHeartbeat((signal) => draftImport(deps, input, signal)),
  };
}

export type CodifiedStore = ReturnType<typeof makeCodifiedStore>;
export type CodifiedSteps = ReturnType<typeof makeCodifiedSteps>;
