/** A world whose organisation has Slack: a stub workspace, the API that its requests reach, and people who are linked. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { sendToSlack } from '../../activities/slack/send-notice.ts';
import { type ApiWorld, makeApiWorld } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import { putIdentityLink } from '../../db/identity-links.ts';
import { findHook } from '../../db/inbound-hooks.ts';
import type { NoticeKind } from '../../db/model/notices.ts';
import type { Role } from '../../db/model/states.ts';
import {
  auditEntries,
  deliveries,
  integrations,
  memberships,
  noticeChannels,
  notices,
  users,
} from '../../db/schema/index.ts';
import { makeOutboundFetch } from '../../platform/outbound.ts';
import { type Signed, signedAction, signedEvent } from './slack-server/sends.ts';
import { type SlackApp, type SlackServer, startSlackServer } from './slack-server/server.ts';
import { makeWorld, type World, type WorldOptions } from './world.ts';

export type SlackWorld = Awaited<ReturnType<typeof makeSlackWorld>>;

/** @param chaos how often Slack misbehaves, the same way for the same seed */
export async function makeSlackWorld(options: WorldOptions = {}, chaos?: { seed: number; rate: number }) {
  const server = await startSlackServer(chaos);
  const env = { OUTBOUND_HOSTS: server.host, OFFLINE_MODEL_DELAY_MS: '0', ...options.env };
  const world = await makeWorld({ ...options, env });
  const api = await apiOf(world, env);
  const app = server.newApp();
  app.workspace.addChannel('C1');
  const integrationId = await connectSlack(world, server, app);

  return {
    ...world,
    world,
    server,
    app,
    api,
    integrationId,
    team: app.workspace.teamId,
    post: (kind: 'events' | 'actions', sent: Signed, to = integrationId) => postHook(api, kind, sent, to),
    event: (body: object) => postHook(api, 'events', signedEvent(body, { secret: app.signingSecret }), integrationId),
    action: (body: object) =>
      postHook(api, 'actions', signedAction(body, { secret: app.signingSecret }), integrationId),
    link: (userId: string, slackUser: string) =>
      linkSlack(world, integrationId, userId, `${app.workspace.teamId}:${slackUser}`),
    newMember: (name: string, role: Role) => newMember(world, name, role),
    audited: () => inOrg(world.deps.db, world, (tx) => tx.select().from(auditEntries).orderBy(auditEntries.seq)),
    hook: (deliveryId: string) => inOrg(world.deps.db, world, (tx) => findHook(tx, integrationId, deliveryId)),
    async close(): Promise<void> {
      await world.close();
      await api.app.close();
      await server.close();
    },
  };
}

/** In the worker's namespace, which is there already. */
const apiOf = (world: World, env: Record<string, string>): Promise<ApiWorld> =>
  makeApiWorld({
    namespace: world.config.TEMPORAL_NAMESPACE,
    env: { ...env, TEMPORAL_ADDRESS: world.config.TEMPORAL_ADDRESS },
  });

export async function connectSlack({ deps, orgId }: World, { apiUrl }: SlackServer, app: SlackApp): Promise<string> {
  const id = randomUUID();
  const { token: botToken, signingSecret, workspace } = app;
  const secretRef = await deps.secrets.write(`integrations/${orgId}/${id}`, { botToken, signingSecret });
  const slack = { teamId: workspace.teamId, teamName: 'Team', botUserId: workspace.botUserId };
  await inOrg(deps.db, { orgId }, (tx) =>
    tx.insert(integrations).values({
      id,
      orgId,
      kind: 'slack',
      name: `Slack ${id}`,
      settings: { apiUrl, slack },
      secretRef,
      state: 'connected',
    }),
  );
  return id;
}

export async function linkSlack({ deps, orgId }: World, integrationId: string, userId: string, externalId: string) {
  const link = { orgId, integrationId, userId, provider: 'slack', externalId, externalName: 'x' } as const;
  await inOrg(deps.db, { orgId }, (tx) => putIdentityLink(tx, link));
}

async function newMember({ deps, orgId }: World, name: string, role: Role): Promise<string> {
  const userId = randomUUID();
  await inOrg(deps.db, { orgId, userId }, async (tx) => {
    await tx.insert(users).values({ id: userId, email: `${userId}@example.test`, name, passwordHash: 'none' });
    await tx.insert(memberships).values({ orgId, userId, role });
  });
  return userId;
}

export async function postHook({ app }: ApiWorld, kind: 'events' | 'actions', { body, headers }: Signed, to: string) {
  const url = `/api/v1/hooks/slack/${to}/${kind}`;
  const answer = await app.inject({ method: 'POST', url, payload: body, headers });
  return { status: answer.statusCode, body: answer.body };
}

/** Waits until it is there, and answers it. */
export async function eventually<Found>(
  look: () => Found | false | undefined | Promise<Found | false | undefined>,
  what: string,
  ms = 30_000,
) {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Not there after ${ms} ms: ${what}`);
    await sleep(25);
  }
}

type Notice = { kind: NoticeKind; runId?: string; conversation: string; text?: string };

/** What the delivery of a notice does with a sender: one attempt, and its receipt in the row. */
export async function sendNotice(slack: SlackWorld, notice: Notice) {
  const { deps, orgId } = slack;
  const { deliveryId, attempt } = await newDelivery(slack, notice);
  const sent = await attempt();
  const receipt = 'receipt' in sent ? sent.receipt : null;
  await inOrg(deps.db, { orgId }, (tx) => tx.update(deliveries).set({ receipt }).where(eq(deliveries.id, deliveryId)));
  return sent;
}

/** Rows as they are when the first attempt begins. */
export async function newDelivery(slack: SlackWorld, { kind, runId, conversation, text = 'A notice.' }: Notice) {
  const { deps, orgId, integrationId } = slack;
  const [noticeId, deliveryId, channelId] = [randomUUID(), randomUUID(), randomUUID()];
  const subject = runId ? { runId } : {};
  const notice = { id: noticeId, kind, level: 'info', text, href: null, subject } as const;
  await inOrg(deps.db, { orgId }, async (tx) => {
    await tx.insert(notices).values({ ...notice, orgId, key: `test:${noticeId}`, routedAt: new Date() });
    const settings = { integrationId, slackChannel: conversation };
    await tx.insert(noticeChannels).values({ id: channelId, orgId, kind: 'slack', name: channelId, settings });
    const row = { id: deliveryId, orgId, noticeId, target: `channel:${channelId}`, kind: 'slack' } as const;
    await tx.insert(deliveries).values(row);
  });
  const attempt = (number = 1, mayRepeat = false, signal = AbortSignal.timeout(30_000)) =>
    sendToSlack(
      { ...deps, outbound: makeOutboundFetch(deps.config.OUTBOUND_HOSTS) },
      {
        delivery: { id: deliveryId, orgId, attempt: number, mayRepeat, userId: null },
        notice: { ...notice, createdAt: new Date() },
        place: { kind: 'slack', integrationId, apiUrl: slack.server.apiUrl, conversation },
        secret: { botToken: slack.app.token },
      },
      signal,
    );
  return { deliveryId, attempt };
}
