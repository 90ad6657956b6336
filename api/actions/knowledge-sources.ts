/** Keeps what a person wants of a source of documents, then tells its workflow. The row is always first. */
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { documentIdsOf } from '../../db/document-lists.ts';
import { removeDocuments } from '../../db/documents.ts';
import { endIngest, type KnowledgeIngest, requestIngest, runningIngests } from '../../db/knowledge-ingests.ts';
import * as sources from '../../db/knowledge-sources.ts';
import type { IngestTrigger, KnowledgeSourceKind, KnowledgeSourceSettings } from '../../db/model/knowledge.ts';
import { mayAct } from '../../db/model/states.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { alignKnowledgeSchedule, startIngest, stopIngest } from '../../platform/knowledge-schedules.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { CreateKnowledgeSource } from '../views/knowledge.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'temporal' | 'secrets'>;

export async function createSource(
  { db, secrets, temporal }: Needs,
  actor: Actor,
  { credentials, ...given }: z.output<typeof CreateKnowledgeSource>,
): Promise<sources.KnowledgeSource> {
  checkSettings(given.kind, given.settings, given.intervalMinutes);
  if (credentials) checkCredentials(actor, given.kind);
  const id = given.id ?? crypto.randomUUID();
  const { orgId, userId } = actor;
  const secretRef = credentials ? await secrets.write(`knowledge/${orgId}/${id}`, credentials) : null;
  const row = { ...given, id, orgId, secretRef, createdBy: userId };
  const source = await inOrg(db, scopeOf(actor), async (tx) => {
    const made = await sources.insertSource(tx, row);
    if (isFetched(made.kind)) await ask(tx, actor, made.id, 'person');
    const detail = { kind: made.kind, name: made.name, credentials: made.secretRef !== null };
    await keepAuditOnce(tx, actor, { action: 'knowledge_source.create', subject: sourceOf(made.id), detail });
    return made;
  });
  await alignKnowledgeSchedule(temporal, { orgId, sourceId: source.id, intervalMinutes: source.intervalMinutes });
  if (isFetched(source.kind)) await startIngest(temporal, { orgId, sourceId: source.id, trigger: 'person' });
  return source;
}

/** @throws AuroraError `forbidden` for one with credentials where the person is no admin */
export async function changeSource(
  { db, temporal }: Needs,
  actor: Actor,
  sourceId: string,
  change: sources.SourceChange,
): Promise<sources.KnowledgeSource> {
  const { orgId } = actor;
  const source = await inOrg(db, scopeOf(actor), async (tx) => {
    const before = await sources.findSource(tx, sourceId);
    if (before.secretRef) checkCredentials(actor, before.kind);
    const { settings = before.settings, intervalMinutes = before.intervalMinutes } = change;
    checkSettings(before.kind, settings, intervalMinutes);
    const after = await sources.changeSource(tx, sourceId, change);
    if (change.settings) await ask(tx, actor, sourceId, 'person');
    const detail = { changed: Object.keys(change), name: after.name };
    await keepAudit(tx, actor, { action: 'knowledge_source.change', subject: sourceOf(sourceId), detail });
    return after;
  });
  await alignKnowledgeSchedule(temporal, { orgId, sourceId, intervalMinutes: source.intervalMinutes });
  if (change.settings) await startIngest(temporal, { orgId, sourceId, trigger: 'person' });
  return source;
}

/** Its documents are out of every search at once; the ingest takes them out of the indexes. */
export async function archiveSource({ db, temporal, secrets }: Needs, actor: Actor, sourceId: string): Promise<void> {
  const { orgId } = actor;
  const { secretRef } = await inOrg(db, scopeOf(actor), async (tx) => {
    const source = await sources.archiveSource(tx, sourceId);
    if (source.secretRef) checkCredentials(actor, source.kind);
    await removeDocuments(tx, await documentIdsOf(tx, sourceId));
    await ask(tx, actor, sourceId, 'person');
    const detail = { kind: source.kind, name: source.name };
    await keepAudit(tx, actor, { action: 'knowledge_source.archive', subject: sourceOf(sourceId), detail });
    return source;
  });
  await alignKnowledgeSchedule(temporal, { orgId, sourceId, intervalMinutes: null });
  await startIngest(temporal, { orgId, sourceId, trigger: 'person' });
  if (secretRef) await secrets.remove(secretRef);
}

/** @returns the one that will look: another that waits already, or this one */
export async function syncSource(
  { db, temporal }: Needs,
  actor: Actor,
  sourceId: string,
  id: string = crypto.randomUUID(),
): Promise<KnowledgeIngest> {
  const ingest = await inOrg(db, scopeOf(actor), async (tx) => {
    await sources.findSource(tx, sourceId);
    const found = await ask(tx, actor, sourceId, 'person', id);
    // One that waits already was asked for by what is on record: a sync, a change, a document that came.
    if (found.id === id) await keepAuditOnce(tx, actor, { action: 'knowledge_source.sync', ...ingestOf(found) });
    return found;
  });
  if (ingest.state === 'running') await startIngest(temporal, { orgId: actor.orgId, sourceId, trigger: 'person' });
  return ingest;
}

/**
 * Stops what runs. One that no workflow has begun ends here and now: nobody would hear the request.
 *
 * @throws AuroraError `conflict` where none runs
 */
export async function cancelIngest({ db, temporal }: Needs, actor: Actor, sourceId: string): Promise<void> {
  const { orgId } = actor;
  const running = await inOrg(db, scopeOf(actor), async (tx) => {
    await sources.findSource(tx, sourceId);
    return runningIngests(tx, sourceId);
  });
  if (running.length === 0) throw conflict('Nothing of this source is being read, so there is nothing to stop.');
  const heard = await stopIngest(temporal, sourceId);
  const begun = ({ documentsTotal }: KnowledgeIngest) => documentsTotal !== null;
  await inOrg(db, scopeOf(actor), async (tx) => {
    for (const ingest of running.filter((one) => !heard || !begun(one))) {
      await endIngest(
        tx,
        { orgId, sourceId, ingestId: ingest.id },
        { state: 'cancelled', reason: 'A person stopped it.' },
      );
    }
    const detail = { ingestIds: running.map(({ id }) => id) };
    await keepAudit(tx, actor, { action: 'knowledge_source.stop', subject: sourceOf(sourceId), detail });
  });
}

/** Within the transaction of what it is asked for. */
export const ask = (tx: Tx, { orgId, userId }: Actor, sourceId: string, trigger: IngestTrigger, id?: string) =>
  requestIngest(tx, { orgId, sourceId }, { id, trigger, requestedBy: userId });

const ingestOf = ({ id, sourceId }: KnowledgeIngest) => ({
  subject: { kind: 'knowledge_ingest', id },
  detail: { sourceId },
});

const sourceOf = (id: string) => ({ kind: 'knowledge_source', id });

/** Whether Aurora reads it by itself. */
export const isFetched = (kind: KnowledgeSourceKind): boolean => kind === 'urls' || kind === 'git';

function checkSettings(kind: KnowledgeSourceKind, settings: KnowledgeSourceSettings, minutes: number | null): void {
  if (kind === 'urls' && !settings.urls) throw unfit('A source of this kind needs the addresses of its documents.');
  if (kind === 'git' && !settings.git) throw unfit('A source of this kind needs the repository to read.');
  const others = Object.keys(settings).filter((name) => name !== kind);
  if (others.length > 0) throw unfit(`A source of kind ${kind} has no setting ${others.join(', ')}.`);
  if (minutes !== null && !isFetched(kind))
    throw unfit('Only addresses and repositories are read again by themselves.');
}

function checkCredentials(actor: Actor, kind: KnowledgeSourceKind): void {
  if (kind !== 'git') throw unfit('Only a repository takes credentials.');
  if (mayAct(actor.role, 'admin')) return;
  throw new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'A source with credentials belongs to admins. An admin of your organisation can do this.',
  });
}

const unfit = (userMessage: string) => new AuroraError({ code: 'unprocessable', retryable: false, userMessage });
