/** Which run did what to the things in a project's state. Pure: rows and runs in, rows and history out. */
import type { StateChangeKind } from './model/estate.ts';
import type { ResourceChange } from './model/plan-summary.ts';

export type StateRow = {
  /** Such as `module.a.aws_s3_bucket.logs["x"]`. */
  address: string;
  type: string;
  cloudId: string | null;
  companion: boolean;
};

export type AttributedRow = StateRow & { createdByRunId: string | null; changedByRunId: string | null };

export type FinishedRun = {
  id: string;
  state: 'applied' | 'partial';
  finishedAt: Date;
  changes: Pick<ResourceChange, 'address' | 'previousAddress' | 'action' | 'importId'>[];
  /** Addresses that the log of a partial run calls complete: a plan alone does not tell how far it came. */
  completed: ReadonlySet<string>;
};

export type HistoryEntry = StateRow & { cloudId: string; kind: StateChangeKind; runId: string | null; at: Date | null };

type Change = FinishedRun['changes'][number];

/**
 * @param before what was known; empty at the first reading
 * @param now what the state holds
 * @param runs that ended in between, oldest first
 */
export function attribute(before: readonly AttributedRow[], now: readonly StateRow[], runs: readonly FinishedRun[]) {
  const known = new Map(before.map((row) => [row.address, row]));
  const current = new Map(now.map((row) => [row.address, row]));
  const history: HistoryEntry[] = [];

  const note = (row: StateRow | undefined, kind: StateChangeKind, run: FinishedRun | null) => {
    if (!row?.cloudId) return;
    const { address, type, cloudId, companion } = row;
    history.push({ address, type, cloudId, companion, kind, runId: run?.id ?? null, at: run?.finishedAt ?? null });
  };
  const remove = (address: string, kind: StateChangeKind, run: FinishedRun | null) => {
    note(known.get(address), kind, run);
    known.delete(address);
  };
  const bring = (address: string, kind: StateChangeKind, run: FinishedRun) => {
    const row = current.get(address);
    if (!row) return;
    note(row, kind, run);
    known.set(address, { ...row, createdByRunId: run.id, changedByRunId: run.id });
  };
  const touch = (address: string, run: FinishedRun) => {
    const row = known.get(address) ?? current.get(address);
    if (!row) return;
    note(current.get(address) ?? row, 'updated', run);
    known.set(address, { createdByRunId: null, ...row, changedByRunId: run.id });
  };
  const move = (from: string, to: string) => {
    const row = known.get(from);
    if (!row) return;
    known.delete(from);
    known.set(to, { ...row, address: to });
  };
  const follow = (change: Change, run: FinishedRun) => {
    const { address, previousAddress, action, importId } = change;
    if (previousAddress) move(previousAddress, address);
    if (!cameToPass(change, run, current.has(address) && !known.has(address))) return;
    if (action === 'destroy') remove(address, 'destroyed', run);
    else if (action === 'forget') remove(address, 'forgotten', run);
    else if (importId) bring(address, 'imported', run);
    else if (action === 'replace') {
      remove(address, 'destroyed', run);
      bring(address, 'created', run);
    } else if (action === 'create') bring(address, 'created', run);
    else if (action === 'update') touch(address, run);
  };

  for (const run of runs) for (const change of run.changes) follow(change, run);
  for (const address of [...known.keys()]) if (!current.has(address)) remove(address, 'forgotten', null);
  for (const row of now) if (!known.has(row.address)) note(row, 'created', null);
  const rows = now.map((row): AttributedRow => {
    const { createdByRunId = null, changedByRunId = null } = known.get(row.address) ?? {};
    return { ...row, createdByRunId, changedByRunId };
  });
  return { rows, history };
}

/** A run that stopped midway did a part of its plan: what its log calls complete, and what is there now and was not. */
function cameToPass({ address, action, importId }: Change, run: FinishedRun, isNew: boolean): boolean {
  if (run.state === 'applied' || run.completed.has(address)) return true;
  return isNew && (action === 'create' || importId !== undefined);
}
