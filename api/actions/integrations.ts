/** Connects the places where people work. Secrets go to Vault first; the row holds the reference. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { appendAudit } from '../../db/audit.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import * as rows from '../../db/integrations.ts';
import type { IntegrationKind } from '../../db/model/integrations.ts';
import { openPullRequestsVia } from '../../db/pull-requests.ts';
import { AuroraError } from '../../platform/errors.ts';
import { nudgePullRequest } from '../../platform/nudges.ts';
import { secretNames, verifiers } from '../../platform/places/verifiers.ts';
import type { SecretData } from '../../platform/secrets/vault.ts';
import { auditOf } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { readRecorded } from '../recorded-secrets.ts';
import type { ConnectIntegration } from '../views/integrations.ts';
import { scopeOf } from './scope.ts';

export type Needs = Pick<Parts, 'db' | 'secrets' | 'outbound' | 'temporal'>;

const verifyMs = 15_000;

export async function connectIntegration(
  parts: Needs,
  request: FastifyRequest,
  { secrets: given, ...wish }: z.output<typeof ConnectIntegration>,
): Promise<rows.Integration> {
  checkNames(wish.kind, given);
  const { db, secrets } = parts;
  const { actor } = request;
  const { orgId, userId } = actor;
  const id = wish.id ?? crypto.randomUUID();
  const scope = scopeOf(actor);
  // A repeat must not write over secrets that were replaced since.
  const [known] = await inOrg(db, scope, (tx) => rows.listIntegrations(tx, { id }));
  if (known) return known;
  const secretRef = await secrets.write(`integrations/${orgId}/${id}`, given);
  const row = { ...wish, id, orgId, secretRef, createdBy: userId };
  await inOrg(db, scope, async (tx) => {
    await rows.insertIntegration(tx, row);
    await audit(tx, request, 'integration.connect', id, { kind: wish.kind, name: wish.name });
  }).catch(async (error) => {
    await secrets.remove(secretRef);
    throw error;
  });
  return look(parts, request, id);
}

/** Those that are not named stay. */
export async function replaceSecrets(
  parts: Needs,
  request: FastifyRequest,
  id: string,
  given: SecretData,
): Promise<rows.Integration> {
  const { db, secrets } = parts;
  const { kind, secretRef } = await inOrg(db, scopeOf(request.actor), (tx) => rows.findIntegration(tx, id));
  checkNames(kind, given);
  const before = await readRecorded(parts, request.actor, integrationOf(id), secretRef);
  await secrets.write(`integrations/${request.actor.orgId}/${id}`, { ...before, ...given });
  await inOrg(db, scopeOf(request.actor), (tx) =>
    audit(tx, request, 'integration.replace_secrets', id, { names: Object.keys(given) }),
  );
  const row = await look(parts, request, id);
  await wakePullRequests(parts, request, id);
  return row;
}

/** What waited for a token that works goes on now. One that is not told is only late: each looks within the hour. */
async function wakePullRequests({ db, temporal }: Needs, { actor }: FastifyRequest, id: string): Promise<void> {
  const open = await inOrg(db, scopeOf(actor), (tx) => openPullRequestsVia(tx, id));
  try {
    for (const { orgId, id: pullRequestId } of open) await nudgePullRequest(temporal, { orgId, pullRequestId });
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
  }
}

export async function changeIntegration(
  parts: Needs,
  request: FastifyRequest,
  id: string,
  { name, settings }: { name?: string; settings?: rows.IntegrationChange['settings'] },
): Promise<rows.Integration> {
  const changed = await inOrg(parts.db, scopeOf(request.actor), async (tx) => {
    const { settings: before } = await rows.findIntegration(tx, id);
    // What the other side told of itself stays until it is asked again.
    const next = settings && { ...settings, slack: before.slack };
    const row = await rows.updateIntegration(tx, id, { name, settings: next });
    await audit(tx, request, 'integration.change', id, { name });
    return row;
  });
  if (!settings) return changed;
  const row = await look(parts, request, id);
  await wakePullRequests(parts, request, id);
  return row;
}

/** Asks the other side who the token is, and keeps what it said. @throws AuroraError where nobody answers */
export async function verifyIntegration(parts: Needs, request: FastifyRequest, id: string): Promise<rows.Integration> {
  const { db, outbound } = parts;
  const { actor } = request;
  const row = await inOrg(db, scopeOf(actor), (tx) => rows.findIntegration(tx, id));
  const secrets = await readRecorded(parts, actor, integrationOf(id), row.secretRef);
  const place = { settings: row.settings, secrets };
  const verify = verifiers[row.kind];
  if (Object.keys(secrets).length === 0) return row;
  const found = await verify(place, { fetch: outbound, signal: AbortSignal.timeout(verifyMs) });
  return inOrg(db, scopeOf(actor), async (tx) => {
    const verdict = await rows.keepVerdict(
      tx,
      id,
      found.ok
        ? { state: 'connected', reason: null, settings: found.settings }
        : { state: 'broken', reason: found.reason },
    );
    await audit(tx, request, 'integration.verify', id, { state: verdict.state });
    return verdict;
  });
}

/** As part of a change that is kept already: where nobody answers, the row says so. */
async function look(parts: Needs, request: FastifyRequest, id: string): Promise<rows.Integration> {
  try {
    return await verifyIntegration(parts, request, id);
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
    const reason = error.userMessage;
    return inOrg(parts.db, scopeOf(request.actor), (tx) => rows.keepVerdict(tx, id, { state: 'unverified', reason }));
  }
}

export async function archiveIntegration({ db, secrets }: Needs, request: FastifyRequest, id: string): Promise<void> {
  const { secretRef } = await inOrg(db, scopeOf(request.actor), async (tx) => {
    const row = await rows.archiveIntegration(tx, id);
    await audit(tx, request, 'integration.archive', id, { kind: row.kind, name: row.name });
    return row;
  });
  await secrets.remove(secretRef);
}

function checkNames(kind: IntegrationKind, given: SecretData): void {
  const unknown = Object.keys(given).filter((name) => !secretNames[kind].includes(name));
  if (unknown.length === 0) return;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `An integration of kind ${kind} has no secret named ${unknown.join(', ')}. It has: ${secretNames[kind].join(', ')}.`,
  });
}

const audit = (tx: Tx, request: FastifyRequest, action: string, id: string, detail: Record<string, unknown>) =>
  appendAudit(tx, request.actor.orgId, auditOf(request, { action, subject: integrationOf(id), detail }));

const integrationOf = (id: string) => ({ kind: 'integration', id });
