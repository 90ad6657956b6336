import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v5 } from 'uuid';
import { inOrg } from '../../../db/client.ts';
import {
  endImport,
  findImport,
  findResource,
  type Resource,
  type ResourceImport,
  tellImport,
} from '../../../db/resource-imports.ts';
import { insertRevision } from '../../../db/revisions.ts';
import { insertRun } from '../../../db/runs.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { startRunWorkflow } from '../../../platform/nudges.ts';
import {
  checkRevisionFiles,
  digestFiles,
  fileFacts,
  manifestsOf,
  putRevision,
  type RevisionFiles,
  revisionKey,
} from '../../../platform/revision-files.ts';
import type { ImportInput } from '../../../workflows/messages.ts';
import { withFoundation } from '../../agent/models/offline/foundation.ts';
import { append } from '../../agent/models/offline/hcl/edit.ts';
import { HclUnreadable } from '../../agent/models/offline/hcl/scan.ts';
import type { WorkerDeps } from '../../deps.ts';
import { runTerraform } from '../../terraform/command.ts';
import { policyOf } from '../../terraform/gate/policy.ts';
import { gateRevision } from '../../terraform/gate.ts';
import { initialise } from '../../terraform/init.ts';
import { allFilesOf, filesOf, inWorkspace, runFolder, type WorkFacts } from '../../terraform/steps/run-files.ts';
import type { Workspace } from '../../terraform/workspace.ts';
import { readProjectFacts } from '../project-facts.ts';
import { readStoredState } from '../stored-state.ts';
import { cleaned, type ImportPlace, importBlock, ownProvider, placeFor } from './draft-text.ts';
import { settle } from './settle.ts';
import { type Importable, importableOf } from './types.ts';

const generatedName = 'aurora_generated.tf';
const providerFile = 'imported_providers.tf';

/**
 * Drafts the configuration of a thing that exists, saves it as a revision and starts the run that imports it: its plan
 * shows an import and no change, and people decide on it like on any other.
 *
 * Repeated, it finds the revision and the run under ids made from the import's.
 */
export async function draftImport(deps: WorkerDeps, input: ImportInput, signal: AbortSignal): Promise<string> {
  const { orgId, importId } = input;
  const { wish, resource } = await inOrg(deps.db, { orgId }, async (tx) => {
    const found = await findImport(tx, importId);
    return { wish: found, resource: await findResource(tx, found.resourceId) };
  });
  const runId = v5('import-run', importId);
  if (wish.state === 'drafting') await propose(deps, wish, resource, runId, signal);
  await startRunWorkflow(deps.temporal, { orgId, projectId: wish.projectId, runId, kind: 'apply' });
  return runId;
}

async function propose(deps: WorkerDeps, wish: ResourceImport, resource: Resource, runId: string, signal: AbortSignal) {
  const importable = importableOf(resource);
  if (!importable) throw unknownKind(resource.nativeType);
  await tell(deps, wish, 'Reading what exists, to write its configuration');
  const facts = await readProjectFacts(deps, wish, wish.id, 'latest');
  if (!facts) throw noFiles();
  const { files, place } = await arrange(deps, wish, resource, importable, facts);
  const text = await write(deps, wish, facts, { files, place, importable }, signal);
  const drafted = { ...files, [place.file]: text };
  checkRevisionFiles(drafted);
  const gate = await gateRevision(drafted, { policy: policyOf(facts.connection, facts.others) });
  if (!gate.ok) throw gated(gate.findings.map(({ message }) => message));
  const kept = { ...manifestsOf(await allFilesOf(deps, facts)), ...drafted };
  await save(deps, wish, { drafted: kept, place, resource, runId, baseNumber: facts.revision.number });
}

type Arranged = { files: RevisionFiles; place: ImportPlace };

/** The project's files with what the import needs beside its own: a provider block, and the foundation of an empty one. */
async function arrange(
  deps: WorkerDeps,
  wish: ResourceImport,
  resource: Resource,
  importable: Importable,
  facts: WorkFacts,
): Promise<Arranged> {
  const existing = await filesOf(deps, facts);
  const state = await readStoredState(deps, wish.projectId);
  try {
    const { files } = withFoundation(existing, facts.connection?.region ?? resource.region);
    const own = ownProvider(files, resource.region);
    const taken = new Set((state?.resources ?? []).map(({ address }) => address));
    const place = { ...placeFor(files, importable, resource.name, taken), provider: own && `aws.${own.alias}` };
    return { files: own && !own.exists ? append(files, providerFile, own.text) : files, place };
  } catch (error) {
    if (error instanceof HclUnreadable) throw unreadable();
    throw error;
  }
}

type Wanted = Arranged & { importable: Importable };

async function write(
  deps: WorkerDeps,
  wish: ResourceImport,
  facts: WorkFacts,
  { files, place, importable }: Wanted,
  signal: AbortSignal,
): Promise<string> {
  const tail = importBlock(place, importable);
  try {
    return await inWorkspace(deps, facts, { step: 'import', files, signal }, async (workspace) => {
      await initialise(workspace, { signal });
      const generated = await generate(workspace, place.file, tail, signal);
      await tell(deps, wish, 'Checking that a plan of it shows an import and no change');
      const first = cleaned(generated, place.address, place.provider);
      const text = await settle(workspace, place, { text: first, tail }, signal);
      await writeFile(join(workspace.configDir, place.file), `${text}\n${tail}`, { mode: 0o600 });
      await runTerraform(['fmt', '-no-color', place.file], { ...placeOf(workspace), signal });
      return readFile(join(workspace.configDir, place.file), 'utf8');
    });
  } finally {
    await rm(runFolder(deps, wish.id), { recursive: true, force: true });
  }
}

const placeOf = ({ binary, configDir, env, sessions }: Workspace) => ({
  binary: binary.path,
  cwd: configDir,
  env,
  sessions,
});

/** Terraform writes what it generated also when its provider then refuses it: that is mended afterwards. */
async function generate(workspace: Workspace, file: string, tail: string, signal: AbortSignal): Promise<string> {
  const at = (name: string) => join(workspace.configDir, name);
  await writeFile(at(file), tail, { mode: 0o600 });
  const args = ['plan', '-json', '-input=false', '-lock=false', `-generate-config-out=${generatedName}`];
  const failure = await runTerraform(args, { ...placeOf(workspace), signal }).then(
    () => null,
    (error: unknown) => error,
  );
  const text = await readFile(at(generatedName), 'utf8').catch(() => null);
  if (text === null) throw failure ?? noText();
  await rm(at(generatedName), { force: true });
  return text;
}

type Saved = { drafted: RevisionFiles; place: ImportPlace; resource: Resource; runId: string; baseNumber: number };

async function save(deps: WorkerDeps, wish: ResourceImport, saved: Saved): Promise<void> {
  const { orgId, projectId, requestedBy, id: importId } = wish;
  const { drafted, place, resource, runId, baseNumber } = saved;
  const revisionId = v5('import-revision', importId);
  const storageKey = revisionKey(orgId, projectId, revisionId);
  await putRevision(deps.storage, storageKey, drafted);
  const reason = `Bring ${place.address} under code as it is: ${resource.nativeType} ${resource.name}`.slice(0, 480);
  await inOrg(deps.db, { orgId }, async (tx) => {
    await insertRevision(tx, {
      id: revisionId,
      orgId,
      projectId,
      baseNumber,
      storageKey,
      filesSha256: digestFiles(drafted),
      files: fileFacts(drafted),
      reason: `${reason}.`,
      authorId: requestedBy,
    });
    await insertRun(tx, { id: runId, orgId, projectId, revisionId, kind: 'apply', requestedBy });
    const end = { state: 'proposed', address: place.address, revisionId, runId } as const;
    await endImport(tx, importId, end, `Drafted as ${place.address}. Its run waits for a decision once it is planned`);
  });
}

const tell = ({ db }: WorkerDeps, wish: ResourceImport, text: string): Promise<void> =>
  inOrg(db, { orgId: wish.orgId }, (tx) => tellImport(tx, wish, text));

const refusal = (userMessage: string) => new AuroraError({ code: 'unprocessable', retryable: false, userMessage });
const unknownKind = (nativeType: string) =>
  refusal(
    `Aurora does not know how Terraform imports ${nativeType}. Write its configuration with an import block yourself.`,
  );
const noFiles = () =>
  refusal('This project has no files yet. Save a first revision that names the provider, then import.');
const unreadable = () =>
  refusal("The project's files could not be read, so nothing was added to them. Correct them first, then import.");
const noText = () =>
  refusal('Terraform generated no configuration for this resource. Write it yourself, with an import block.');
const gated = (messages: string[]) =>
  refusal(`The gate refuses the generated configuration: ${messages.slice(0, 3).join(' ')} Nothing was saved.`);
