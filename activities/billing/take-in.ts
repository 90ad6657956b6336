/** Takes one import from its source to what people see, or says in words why not. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BillingImport, endImport, findImport, hasCosts, isOver, noteImport } from '../../db/billing-imports.ts';
import { inOrg } from '../../db/client.ts';
import type { BillingFile, ImportProblem } from '../../db/model/billing.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { ImportOutcome } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import type { Beat } from './beat.ts';
import { collect } from './collect.ts';
import { type LocalFile, loadFiles } from './load.ts';
import { ImportRefused, refuse } from './refusal.ts';
import { openSource } from './sources/index.ts';
import type { BillingSource } from './sources/source.ts';

type Of = { orgId: string; importId: string };
type Options = { signal: AbortSignal; beat: (now: Beat) => void; before: Beat | undefined };

/**
 * May be called again after any death: pages and rows that are kept are not asked for again.
 *
 * @throws AuroraError where a retry may help, or where people must act before any import can go on
 */
export async function takeIn(deps: WorkerDeps, { orgId, importId }: Of, options: Options): Promise<ImportOutcome> {
  const scope = { orgId };
  const taken = await inOrg(deps.db, scope, (tx) => findImport(tx, importId));
  if (isOver(taken.state)) return outcomeOf(taken);
  const { source } = await openSource(deps, taken, options.signal);
  try {
    const files = await filesOf(deps, taken, source, options);
    if (files.length === 0) return await nothingThere(deps, taken);
    return await loadInFolder(deps, taken, files, source, options);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    const state = error instanceof ImportRefused ? 'refused' : 'failed';
    await inOrg(deps.db, scope, (tx) => endImport(tx, importId, { state, problems }));
    return { importId, kind: state };
  } finally {
    source?.close();
  }
}

/** What ends this import alone; everything else is tried again, or ends the sync. */
function problemsOf(error: unknown): ImportProblem[] | undefined {
  if (error instanceof ImportRefused) return error.problems;
  if (error instanceof AuroraError && error.code === 'gone') return [{ code: error.code, message: error.userMessage }];
  return undefined;
}

async function filesOf(
  deps: WorkerDeps,
  taken: BillingImport,
  source: BillingSource | undefined,
  { signal, beat, before }: Options,
): Promise<BillingFile[]> {
  if (taken.files.length > 0 || source?.kind !== 'rows') return taken.files;
  const from = { page: before?.page ?? 0, cursor: before?.cursor ?? null };
  return collect(deps, taken, source, { signal, beat, from });
}

/** A month without costs is nothing new; one that had some and has none now is not believed. */
async function nothingThere(deps: WorkerDeps, taken: BillingImport): Promise<ImportOutcome> {
  const { id: importId, orgId, sourceKey, expectedPeriod } = taken;
  await inOrg(deps.db, { orgId }, async (tx) => {
    if (await hasCosts(tx, taken))
      throw refuse('no_rows', `The source shows no costs for ${expectedPeriod ?? sourceKey} any more.`);
    await noteImport(tx, importId, { notes: [{ code: 'no_costs', message: `There are no costs in ${sourceKey}.` }] });
    await endImport(tx, importId, { state: 'unchanged' });
  });
  return { importId, kind: 'unchanged' };
}

async function loadInFolder(
  deps: WorkerDeps,
  taken: BillingImport,
  files: BillingFile[],
  source: BillingSource | undefined,
  { signal, beat }: Options,
): Promise<ImportOutcome> {
  const { id: importId, orgId } = taken;
  const base = join(deps.config.WORK_DIR, 'billing');
  await mkdir(base, { recursive: true });
  const folder = await mkdtemp(join(base, `${importId}-`));
  try {
    const { local, contentSha256 } = await fetchAll(deps, files, source, { folder, signal, beat });
    const onProgress = (staged: number, total: number) => beat({ phase: 'loading rows', staged, total });
    const input = { orgId, importId, files: local, contentSha256 };
    const result = await loadFiles(deps.db, input, { signal, onProgress });
    if (result.kind === 'loaded') return { importId, kind: 'loaded' };
    await inOrg(deps.db, { orgId }, async (tx) => {
      const message = 'The same content is loaded already, so nothing was done.';
      await noteImport(tx, importId, { contentSha256, notes: [{ code: 'unchanged', message }] });
      await endImport(tx, importId, { state: 'unchanged' });
    });
    return { importId, kind: 'unchanged' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Fetching = { folder: string; signal: AbortSignal; beat: (now: Beat) => void };

async function fetchAll(
  { storage }: WorkerDeps,
  files: BillingFile[],
  source: BillingSource | undefined,
  { folder, signal, beat }: Fetching,
): Promise<{ local: LocalFile[]; contentSha256: string }> {
  const local: LocalFile[] = [];
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    beat({ phase: `fetching file ${index + 1} of ${files.length}` });
    const path = join(folder, String(index));
    const fetched =
      source?.kind === 'files'
        ? await source.fetch(file, path, { signal })
        : await storage.large.download(file.location, path, { signal });
    hash.update(fetched.sha256);
    local.push({ name: file.name, path });
  }
  return { local, contentSha256: hash.digest('hex') };
}

const outcomeOf = ({ id, state }: BillingImport): ImportOutcome => {
  const kind = state === 'refused' || state === 'failed' || state === 'unchanged' ? state : 'loaded';
  return { importId: id, kind };
};
