/**
 * What the audit walk (`audit-walk.integration.test.ts`) asks with, and what it does not ask of. A new route needs, as
 * its failure says: an entry in the log, or a line with a reason in `unrecorded`; and where the tenant's ids and the
 * sample of its body do not succeed, a line in `waysOf` with what does.
 */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { planSha256, sealedRun } from '../../api/testing/runs.ts';
import type { ApiWorld, Caller } from '../../api/testing/world.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { deliveries, documents } from '../../db/schema/index.ts';
import { putResources } from '../support/estate-rows.ts';
import type { GithubServer } from '../support/github-server/server.ts';
import { bodyOf, everyRoute } from './contract-asks.ts';
import type { Ids } from './tenant-cases.ts';

/** What succeeds without an entry, and why that is right. */
export const unrecorded: Record<string, string> = {
  'POST /auth/token': 'Goes on with a sign-in that is on record. A token that comes twice is (`session.reuse`).',
  'POST /auth/invitation': 'Only reads an invitation, before anybody is signed in.',
  'POST /hooks/github/:integrationId': 'Signed by GitHub; what comes of it is on record, by who wrote it there.',
  'POST /hooks/slack/:integrationId/events': 'Signed by Slack; what comes of it is on record, by who wrote it there.',
  'POST /hooks/slack/:integrationId/actions': 'Signed by Slack; a decision that comes of it is on record.',
  'POST /live/tickets': 'Opens the socket of a page for a session that is on record, for a minute.',
  'POST /sessions': 'A conversation keeps who began it; what comes of it is on record where it happens.',
  'PATCH /sessions/:sessionId': 'The title and model of a conversation. They change nothing outside of it.',
  'POST /sessions/:sessionId/messages':
    'A message stands in its conversation, with who wrote it, and is never changed.',
  'POST /sessions/:sessionId/stop':
    'Ends a turn that only talks; the conversation shows it. Runs are ended by `run.cancel`.',
  'POST /workflows/chat-session': 'The same as a message.',
};

/** Handed out as JSON, and yet what an auditor asks for. Files are found by their content type. */
export const handsOut = new Set(['GET /projects/:projectId/state']);

/** These end what the others need. */
export const last = ['DELETE /me/sign-ins/:signInId', 'POST /me/sign-ins/end-others', 'POST /me/sign-ins/end-all'];

/** With what a route is asked, where the tenant's ids and the sample of its body do not do. */
export type Way = { ids?: Partial<Ids>; body?: unknown; query?: string; as?: Caller };

export type Place = { world: ApiWorld; github: GithubServer; ada: Caller; bob: Caller; ids: Ids };

const password = 'correct horse battery';
const bytes = Buffer.from('# Ours\n');

export function waysOf({ world, github, ada, bob, ids }: Place): Record<string, () => Way | Promise<Way>> {
  const scope = { orgId: ids.orgId };
  const bobs = { userId: bob.signedIn.user.id };

  async function made<Body = { id: string }>(path: string, body: unknown = {}, as = ada): Promise<Body> {
    const answer = await as.send<Body>('POST', path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const newProject = () => made('/projects', { name: randomUUID() });
  const { email } = ada.signedIn.user;
  const signIn = async () =>
    (await world.app.inject({ method: 'POST', url: '/api/v1/auth/sign-in', payload: { email, password } })).json();
  const keys = () =>
    made('/connections', { ...bodyFor('POST /connections'), name: randomUUID(), projectId: undefined });
  const source = (kind: string) => made('/knowledge/sources', { name: randomUUID(), kind });
  function bodyFor(key: string): object {
    const route = everyRoute.find((one) => one.key === key);
    return (route && bodyOf(route, ids)) ?? {};
  }
  const send = (method: 'POST' | 'PUT', path: string) =>
    world.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}`, 'content-type': 'application/octet-stream' },
      payload: bytes,
    });

  async function linked() {
    const settings = { apiUrl: github.url, github: { auth: 'token' } };
    const secrets = { token: 'ghp_good', webhookSecret: 'x' };
    const { id: integrationId } = await made('/integrations', {
      kind: 'github',
      name: randomUUID(),
      settings,
      secrets,
    });
    const { id: projectId } = await newProject();
    const link = { integrationId, repository: 'acme/infra', folder: 'prod' };
    const answer = await ada.send('PUT', `/projects/${projectId}/repository`, link);
    if (answer.status !== 200) throw new Error(`A repository was not linked: ${JSON.stringify(answer.body)}`);
    return { ids: { projectId, integrationId }, body: link };
  }

  async function uploaded() {
    const { id: sourceId } = await source('upload');
    const answer = await send('POST', `/knowledge/sources/${sourceId}/documents?name=a.md`);
    return { ids: { documentId: answer.json().documentId as string } };
  }

  async function written() {
    const { id: sourceId } = await source('api');
    await send('PUT', `/knowledge/sources/${sourceId}/documents?key=a.md`);
    return { ids: { sourceId }, query: '?key=a.md' };
  }

  async function withTotp(caller: Caller) {
    const { secret } = await made<{ secret: string }>('/me/totp', {}, caller);
    return { body: { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() } };
  }

  async function inTwoSteps(): Promise<Caller> {
    const carol = await world.join(ada, 'viewer');
    await made('/me/totp/confirm', (await withTotp(carol)).body, carol);
    return carol;
  }

  return {
    'GET /knowledge/documents/:documentId/original': uploaded,
    'POST /auth/register': () => ({
      body: { name: 'New', email: `${randomUUID()}@example.test`, password, organisation: 'New' },
    }),
    'POST /auth/sign-in': () => ({ body: { email, password } }),
    'POST /auth/sign-out': async () => ({ body: { refreshToken: (await signIn()).refreshToken } }),
    'POST /auth/invitation/accept': async () => {
      const guest = `${randomUUID()}@example.test`;
      const { link } = await made<{ link: string }>('/invitations', { email: guest, role: 'viewer' });
      return { body: { token: link.split(/[/#]/).pop(), name: 'Guest', password } };
    },
    'POST /invitations/:invitationId/mail': () => {
      // From here on mail is sent, and the tenant's invitation has had none.
      world.deps.config.SMTP_URL = 'smtp://127.0.0.1:1';
      return {};
    },
    'POST /auth/switch': async () => {
      const { id: organisationId } = await made('/organisations', { name: 'Second' });
      return { body: { refreshToken: (await signIn()).refreshToken, organisationId } };
    },
    'POST /organisations': () => ({ body: { name: 'Third' } }),
    'POST /me/password': async () => ({ as: bob, body: { current: password, password: `${password} staple` } }),
    'POST /me/step-up': () => ({ body: { password } }),
    'POST /me/totp/confirm': async () => {
      const as = await world.join(ada, 'viewer');
      return { as, ...(await withTotp(as)) };
    },
    'DELETE /me/totp': async () => ({ as: await inTwoSteps() }),
    'DELETE /members/:userId/totp': async () => ({ ids: { userId: (await inTwoSteps()).signedIn.user.id } }),
    'POST /connections': () => ({ body: { ...bodyFor('POST /connections'), projectId: undefined } }),
    'POST /connections/kubernetes': () => ({ body: { ...bodyFor('POST /connections/kubernetes'), name: 'Cluster' } }),
    'POST /connections/sandbox': async () => {
      const as = await world.newOrg();
      const { body } = await as.get<{ items: { id: string }[] }>('/connections');
      await as.send('DELETE', `/connections/${body.items[0]?.id}`);
      return { as, body: {} };
    },
    'POST /billing-accounts/:billingAccountId/uploads': () => ({
      query: `?id=${randomUUID()}&name=a.csv&part=a`,
      body: bytes,
    }),
    'POST /findings/:resourceId/propose': async () => {
      const volume = { name: 'v', nativeType: 'AWS::EC2::Volume', attributes: { state: 'available', attachedTo: [] } };
      const [row] = await putResources(world.deps.db, { ...scope, connectionId: ids.connectionId }, [volume]);
      return { ids: { resourceId: row?.id } };
    },
    'POST /projects/:projectId/revisions': async () => ({ ids: { projectId: (await newProject()).id } }),
    'POST /runs/:runId/release-lock': async () => {
      const { runId, move } = await sealedRun(world, ada);
      await move('cancelled');
      return { ids: { runId } };
    },
    'POST /runs/:runId/approvals': async () => ({
      ids: { runId: (await sealedRun(world, ada)).runId },
      body: { id: randomUUID(), decision: 'approve', planSha256 },
    }),
    'POST /connections/:connectionId/sync': async () => ({ ids: { connectionId: (await keys()).id } }),
    'POST /workflows/resource-sync': async () => ({ body: { connectionId: (await keys()).id } }),
    'POST /projects/:projectId/repository/import': linked,
    'PUT /projects/:projectId/repository': linked,
    'PATCH /projects/:projectId/repository': async () => ({ ids: (await linked()).ids }),
    'DELETE /projects/:projectId/repository': linked,
    'DELETE /integrations/:integrationId': linked,
    'POST /runs/:runId/pull-request': async () => {
      const { ids: of } = await linked();
      return { ids: { runId: (await made(`/projects/${of.projectId}/runs`)).id } };
    },
    'POST /integrations/:integrationId/verify': linked,
    'POST /saved-views': () => ({ body: { page: 'inventory', name: 'All of it', query: 'q=x', shared: true } }),
    'DELETE /saved-views/:savedViewId': async () => ({
      ids: {
        savedViewId: (await made('/saved-views', { page: 'costs', name: 'Ours', query: 'q=x', shared: true })).id,
      },
    }),
    'POST /notice-channels/:channelId/rotate-secret': async () => {
      const hook = { name: 'Hook', kind: 'webhook', settings: { url: 'https://example.com/hook' } };
      return { ids: { channelId: (await made<{ channel: { id: string } }>('/notice-channels', hook)).channel.id } };
    },
    'POST /deliveries/:deliveryId/resend': async () => {
      const dead = (tx: Tx) => tx.update(deliveries).set({ state: 'dead' }).where(eq(deliveries.id, ids.deliveryId));
      await inOrg(world.deps.db, scope, dead);
      return {};
    },
    'POST /knowledge/sources': () => ({ body: { name: 'Books', kind: 'upload' } }),
    'POST /knowledge/sources/:sourceId/sync': async () => ({ ids: { sourceId: (await source('upload')).id } }),
    'POST /knowledge/sources/:sourceId/cancel': async () => {
      const { id: sourceId } = await source('upload');
      await made(`/knowledge/sources/${sourceId}/sync`);
      return { ids: { sourceId } };
    },
    'POST /knowledge/sources/:sourceId/documents': async () => ({
      ids: { sourceId: (await source('upload')).id },
      query: `?name=a.md`,
      body: bytes,
    }),
    'PUT /knowledge/sources/:sourceId/documents': async () => ({
      ids: { sourceId: (await source('api')).id },
      query: `?key=a.md`,
      body: bytes,
    }),
    'DELETE /knowledge/sources/:sourceId/documents': written,
    'POST /knowledge/documents/:documentId/retry': async () => {
      const { ids: of } = await uploaded();
      await inOrg(world.deps.db, scope, (tx) =>
        tx.update(documents).set({ state: 'failed' }).where(eq(documents.id, of.documentId)),
      );
      return { ids: of };
    },
    'DELETE /knowledge/documents/:documentId': uploaded,
    'PUT /connections/:connectionId/credentials': async () => ({ ids: { connectionId: (await keys()).id } }),
    'DELETE /connections/:connectionId': async () => ({ ids: { connectionId: (await keys()).id } }),
    'PUT /projects/:projectId/connections/:provider': async () => ({
      ids: { projectId: (await newProject()).id },
      body: { connectionId: (await keys()).id },
    }),
    'DELETE /projects/:projectId/connections/:provider': async () => {
      const { id: projectId } = await made('/projects', { name: randomUUID(), connectionIds: [ids.connectionId] });
      return { ids: { projectId } };
    },
    'PUT /connections/:connectionId/manifest-policy': async () => {
      const cluster = {
        ...bodyFor('POST /connections/kubernetes'),
        name: 'Another',
        projectId: (await newProject()).id,
      };
      return { ids: { connectionId: (await made('/connections/kubernetes', cluster)).id } };
    },
    'PUT /projects/:projectId/members/:userId': () => ({
      ids: bobs,
      body: { role: 'approver' },
    }),
    'DELETE /projects/:projectId/members/:userId': () => ({ ids: bobs }),
    'PATCH /members/:userId': () => ({ ids: bobs, body: { role: 'viewer' } }),
    'POST /members/:userId/sign-out': () => ({ ids: bobs }),
    'PATCH /projects/:projectId': async () => ({
      ids: { projectId: (await newProject()).id },
      body: { access: 'members' },
    }),
    'DELETE /api-tokens/:tokenId': async () => {
      const token = await made<{ apiToken: { id: string } }>('/me/api-tokens', { name: 'Another' });
      return { ids: { tokenId: token.apiToken.id } };
    },
    'DELETE /me/sign-ins/:signInId': async () => {
      await signIn();
      const { body } = await ada.get<{ items: { id: string; current: boolean }[] }>('/me/sign-ins');
      return { ids: { signInId: body.items.find(({ current }) => !current)?.id } };
    },
  };
}
