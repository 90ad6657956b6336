/**
 * What the tenant walk (`tenant-walk.integration.test.ts`) asks with. A new route needs, as its failure says:
 *
 * - for a new kind of id in a path or query: the thing itself, in `makeTenant`, and its id in `Ids`;
 * - for a body: a line in `bodiesOf`, with the other organisation's ids (`ids`) where it names things;
 * - where a body names a thing beside the one in the path: a line in `mixedOf`, whose path is the asker's own.
 *
 * Routes without ids, and those that are only read, need nothing.
 */
import { randomUUID } from 'node:crypto';
import type { ApiWorld, Caller } from '../../api/testing/world.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { listIdentityLinks, putIdentityLink } from '../../db/identity-links.ts';
import { insertPullRequest } from '../../db/pull-requests.ts';
import { anomalies } from '../../db/schema/index.ts';
import { putResources } from '../support/estate-rows.ts';
import { putDocument, putSource } from '../support/knowledge-rows.ts';

export type Ids = {
  billingAccountId: string;
  budgetId: string;
  anomalyId: string;
  projectId: string;
  sessionId: string;
  runId: string;
  connectionId: string;
  resourceId: string;
  savedViewId: string;
  channelId: string;
  noticeRuleId: string;
  noticeId: string;
  deliveryId: string;
  syncRunId: string;
  integrationId: string;
  identityLinkId: string;
  pullRequestId: string;
  tokenId: string;
  signInId: string;
  documentId: string;
  sourceId: string;
  noteId: string;
  myNoticeRuleId: string;
  userId: string;
  invitationId: string;
  orgId: string;
};

/** Parameters of a path or query whose name alone does not say whose id they take: a name, or a path and a name. */
export const kindsOfIds: Record<string, keyof Ids> = {
  '/me/notice-rules/:noticeRuleId': 'myNoticeRuleId',
  resource: 'resourceId',
  to: 'resourceId',
  source: 'sourceId',
  document: 'documentId',
  project: 'projectId',
  billingAccount: 'billingAccountId',
  actorId: 'userId',
  subjectId: 'runId',
};

/** UUIDs in bodies and queries that are no ids of an organisation: made by the asker, or by another system. */
export const notOurs = new Set([
  ...['id', 'clusterUid', 'lockId', 'chunk', 'versionId'],
  // Azure's.
  ...['tenantId', 'clientId', 'writeClientId', 'subscriptionId'],
]);

/** An organisation with one of everything. `mark` stands in every name and text of it, so that it can be searched for. */
export async function makeTenant({ deps }: ApiWorld, ada: Caller, mark: string): Promise<Ids> {
  const made = async (path: string, body: object) => {
    const answer = await ada.send<{ id: string }>('POST', path, body);
    if (answer.status >= 300) throw new Error(`POST ${path} answered ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  };
  const first = async (path: string) => (await ada.get<{ items: { id: string }[] }>(path)).body.items[0]?.id ?? '';
  const orgId = ada.signedIn.organisation.id;
  const connectionId = await first('/connections');
  const projectId = await made('/projects', { name: `${mark} project`, connectionIds: [connectionId] });
  const contents = { 'main.tf': `# ${mark}\nterraform {}` };
  await ada.send('POST', `/projects/${projectId}/revisions`, { contents, reason: mark, baseNumber: null });
  const [resource] = await putResources(deps.db, { orgId, connectionId }, [{ name: `${mark} resource` }]);
  const token = await ada.send<{ apiToken: { id: string } }>('POST', '/me/api-tokens', { name: `${mark} script` });
  const place = { ...deps, orgId };
  const sourceId = await putSource(place, mark);
  const { documentId } = await putDocument(place, {
    sourceId,
    title: `${mark} book`,
    markdown: `# ${mark}\n\nOurs.\n`,
  });
  const billingAccountId = await made('/billing-accounts', { name: `${mark} costs`, kind: 'upload' });
  const integrationId = await made('/integrations', { kind: 'slack', name: `${mark} Slack` });
  return {
    ...(await makeNotices(ada, mark, integrationId)),
    projectId,
    connectionId,
    resourceId: resource?.id ?? '',
    sourceId,
    documentId,
    billingAccountId,
    integrationId,
    runId: await made(`/projects/${projectId}/runs`, {}),
    sessionId: await made('/sessions', { title: `${mark} session`, projectId }),
    syncRunId: await made(`/connections/${connectionId}/sync`, {}),
    savedViewId: await made('/saved-views', { page: 'inventory', name: `${mark} view`, query: `q=${mark}` }),
    budgetId: await made('/budgets', { name: `${mark} budget`, amount: '10', projectId }),
    noteId: await made('/memory-notes', { text: `${mark} note` }),
    pullRequestId: await putPullRequest(deps.db, { orgId, projectId, integrationId }, `${mark} change`),
    identityLinkId: await putLink(deps.db, ada, integrationId),
    tokenId: token.body.apiToken.id,
    signInId: await first('/me/sign-ins'),
    myNoticeRuleId: await made('/me/notice-rules', { way: 'email', kinds: ['run_ended'] }),
    anomalyId: await putAnomaly(deps.db, orgId, billingAccountId),
    userId: ada.signedIn.user.id,
    invitationId: await makeInvitation(ada, mark),
    orgId,
  };
}

export function bodiesOf(ids: Ids): Record<string, () => object> {
  return {
    'POST /projects/:projectId/revisions': () => ({ contents: { 'a.tf': '' }, reason: 'x', baseNumber: null }),
    'POST /sessions/:sessionId/messages': () => ({ id: randomUUID(), text: 'Hi' }),
    'POST /sessions/:sessionId/stop': () => ({ id: randomUUID() }),
    'PATCH /sessions/:sessionId': () => ({ title: 'Mine now' }),
    'POST /resources/:resourceId/import': () => ({ projectId: ids.projectId }),
    'POST /runs/:runId/approvals': () => ({ id: randomUUID(), decision: 'approve', planSha256: 'a'.repeat(64) }),
    'POST /runs/:runId/cancel': () => ({ id: randomUUID() }),
    'POST /invitations/:invitationId/mail': () => ({ id: randomUUID() }),
    'POST /runs/:runId/release-lock': () => ({ lockId: randomUUID() }),
    'PATCH /notice-channels/:channelId': () => ({ name: 'Mine now' }),
    'POST /notice-channels/:channelId/rules': () => ({ kinds: ['run_ended'] }),
    'PATCH /notice-rules/:noticeRuleId': () => ({ enabled: false }),
    'PATCH /me/notice-rules/:noticeRuleId': () => ({ enabled: false }),
    'POST /me/notice-rules': () => ({ way: 'email', kinds: ['run_ended'], projectId: ids.projectId }),
    'POST /sessions': () => ({ projectId: ids.projectId }),
    'PATCH /billing-accounts/:billingAccountId': () => ({ name: 'Mine now' }),
    'POST /workflows/billing-sync': () => ({ billingAccountId: ids.billingAccountId }),
    'POST /workflows/chat-session': () => ({ sessionId: ids.sessionId, message: { id: randomUUID(), text: 'Hi' } }),
    'PATCH /connections/:connectionId/sync': () => ({ intervalMinutes: 30 }),
    'POST /findings/:resourceId/propose': () => ({ rule: 'unattached_volume' }),
    'PATCH /budgets/:budgetId': () => ({ name: 'Mine now' }),
    'PATCH /knowledge/sources/:sourceId': () => ({ name: 'Mine now' }),
    'PATCH /memory-notes/:noteId': () => ({ text: 'Mine now' }),
    'POST /memory-notes/:noteId/decision': () => ({ decision: 'keep' }),
    'POST /memory-notes': () => ({ text: 'x', projectId: ids.projectId }),
    'POST /budgets': () => ({ name: 'x', amount: '1', projectId: ids.projectId }),
    'POST /anomalies/:anomalyId/decision': () => ({ state: 'expected' }),
    'POST /connections/kubernetes': () => ({
      name: 'Theirs',
      projectId: ids.projectId,
      clusterUid: randomUUID(),
      kubeconfig: '{}',
    }),
    'PUT /connections/:connectionId/manifest-policy': () => ({ namespaces: null, allow: [] }),
    'POST /connections/:connectionId/sync': () => ({ id: randomUUID() }),
    'POST /connections/:connectionId/check': () => ({ id: randomUUID() }),
    'PATCH /connections/:connectionId': () => ({ name: 'Mine now' }),
    'PUT /connections/:connectionId/credentials': () => awsKeys,
    'POST /connections': () => ({ ...awsKeys, name: 'Theirs', projectId: ids.projectId }),
    'POST /connections/sandbox': () => ({ projectId: ids.projectId }),
    'PUT /projects/:projectId/connections/:provider': () => ({ connectionId: ids.connectionId }),
    'POST /workflows/resource-sync': () => ({ connectionId: ids.connectionId }),
    'PATCH /integrations/:integrationId': () => ({ name: 'Mine now' }),
    'POST /integrations/:integrationId/secrets': () => ({ secrets: { botToken: 'xoxb-1' } }),
    'PUT /projects/:projectId/repository': () => ({ integrationId: ids.integrationId, repository: 'acme/infra' }),
    'PATCH /projects/:projectId/repository': () => ({ applyOn: 'merge' }),
    'POST /me/link-codes': () => ({ integrationId: ids.integrationId }),
    'POST /workflows/provisioning-run': () => ({ projectId: ids.projectId, kind: 'apply' }),
  };
}

const slackChannel = 'C0123456789';

const awsKeys = {
  credential: 'aws_access_keys',
  settings: {},
  secret: { read_access_key_id: 'AKIAIOSFODNN7EXAMPLE', read_secret_access_key: 'x' },
};

/** The path is the asker's own thing, the body names another organisation's. */
export function mixedOf(ids: Ids): Record<string, () => object> {
  const { projectId, integrationId, connectionId } = ids;
  return {
    'POST /billing-accounts': () => ({ name: 'x', kind: 'aws_cost_explorer', connectionId }),
    'POST /notice-channels': () => ({ name: 'x', kind: 'slack', settings: { integrationId, slackChannel } }),
    'PATCH /notice-channels/:channelId': () => ({ settings: { integrationId, slackChannel } }),
    'POST /projects': () => ({ name: 'Stolen', connectionIds: [connectionId] }),
    'POST /resources/:resourceId/import': () => ({ projectId }),
    'POST /findings/:resourceId/propose': () => ({ rule: 'unattached_volume', projectId }),
    'PATCH /budgets/:budgetId': () => ({ projectId }),
    'PATCH /memory-notes/:noteId': () => ({ projectId }),
    'PATCH /notice-rules/:noticeRuleId': () => ({ projectId }),
    'PATCH /me/notice-rules/:noticeRuleId': () => ({ projectId }),
    'POST /notice-channels/:channelId/rules': () => ({ kinds: ['run_ended'], projectId }),
    'PUT /projects/:projectId/repository': () => ({ integrationId, repository: 'acme/infra' }),
    'PUT /projects/:projectId/connections/:provider': () => ({ connectionId }),
  };
}

async function makeInvitation(ada: Caller, mark: string): Promise<string> {
  const given = { email: `${mark}-${randomUUID()}@example.test` };
  const { body } = await ada.send<{ invitation: { id: string } }>('POST', '/invitations', given);
  return body.invitation.id;
}

async function putLink(db: Database, { signedIn }: Caller, integrationId: string): Promise<string> {
  const orgId = signedIn.organisation.id;
  const row = { orgId, integrationId, userId: signedIn.user.id, provider: 'slack', externalId: 'T1:U1' } as const;
  return inOrg(db, { orgId }, async (tx) => {
    await putIdentityLink(tx, { ...row, externalName: 'ada' });
    return (await listIdentityLinks(tx))[0]?.link.id ?? '';
  });
}

async function putPullRequest(
  db: Database,
  of: { orgId: string; projectId: string; integrationId: string },
  title: string,
): Promise<string> {
  const row = { ...of, id: randomUUID(), repository: 'acme/infra', branch: `aurora/${randomUUID()}`, title };
  return inOrg(db, of, async (tx) => (await insertPullRequest(tx, row)).id);
}

async function makeNotices(caller: Caller, mark: string, integrationId: string) {
  const settings = { integrationId, slackChannel };
  const channel = { name: `${mark} channel`, kind: 'slack', settings, kinds: ['run_ended'] };
  type Made = { channel: { id: string; rules: { id: string }[] } };
  const { body } = await caller.send<Made>('POST', '/notice-channels', channel);
  const sent = await caller.send<{ deliveryId: string }>('POST', `/notice-channels/${body.channel.id}/test`);
  const notices = await caller.get<{ items: { id: string }[] }>('/notices?kind=test');
  return {
    channelId: body.channel.id,
    noticeRuleId: body.channel.rules[0]?.id ?? '',
    noticeId: notices.body.items[0]?.id ?? '',
    deliveryId: sent.body.deliveryId,
  };
}

async function putAnomaly(db: Database, orgId: string, billingAccountRef: string): Promise<string> {
  const about = { day: '2025-03-01', currency: 'USD', subject: `subject ${orgId}`, kind: 'spike' } as const;
  const row = { ...about, orgId, billingAccountRef, expected: '1', actual: '2', score: '9' };
  const [kept] = await inOrg(db, { orgId }, (tx) => tx.insert(anomalies).values(row).returning());
  return kept?.id ?? '';
}
