/** What `record.ts` records of documents, notices, repositories and Slack. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { inOrg } from '../../db/client.ts';
import { chatThreads } from '../../db/schema/index.ts';
import { startReindex } from '../../platform/knowledge-schedules.ts';
import { startNotice } from '../../platform/nudges.ts';
import { taskQueues, workflowIds } from '../../workflows/messages.ts';
import { startEmbeddingServer } from '../support/embedding-server.ts';
import { makeGithubPlace } from '../support/github-server/place.ts';
import { makeLibrary } from '../support/knowledge.ts';
import { noticePlace } from '../support/notices/place.ts';
import { startReceiver, status } from '../support/notices/receiver.ts';
import { wrote } from '../support/slack-server/sends.ts';
import { eventually, makeSlackWorld } from '../support/slack-world.ts';
import { roleProject } from '../support/terraform-files.ts';
import { makeWorld, type World } from '../support/world.ts';
import { keep } from './keep.ts';

const ended = ({ deps }: Pick<World, 'deps'>, workflowId: string) =>
  deps.temporal.client.workflow.getHandle(workflowId).result();

/** One document that is read and one that is not; then another index for them. */
async function recordKnowledge(): Promise<void> {
  const server = await startEmbeddingServer();
  const world = await makeWorld({ env: { OPENAI_API_KEY: 'sk-test-key' } });
  const library = makeLibrary(world);
  const sourceId = await library.source();
  await library.put(sourceId, 'a.md', '# Paging\n\nCall the lead.');
  await library.put(sourceId, 'b.pdf', '%PDF-1.7 broken');
  await library.ingest(sourceId);
  await keep(world, workflowIds.knowledgeIngest(sourceId), 'knowledge-ingest');
  await world.stopWorker();
  Object.assign(world.deps.config, { EMBEDDINGS: 'openai:test-one', EMBEDDINGS_BASE_URL: server.urls.openai });
  await world.startWorker();
  await startReindex(world.deps.temporal, { orgId: world.orgId });
  await ended(world, workflowIds.knowledgeReindex(world.orgId));
  await keep(world, workflowIds.knowledgeReindex(world.orgId), 'knowledge-reindex');
  await world.close();
  await server.close();
}

/** A place that is away at first. */
async function recordNotices(): Promise<void> {
  const receiver = await startReceiver();
  const world = await makeWorld({ env: { OUTBOUND_HOSTS: receiver.host } });
  const place = noticePlace(world.deps.db, world.deps.secrets, world.orgId);
  receiver.behave((call, answer) => status(receiver.calls.length === 1 ? 503 : 204)(call, answer));
  await place.channel('webhook', { url: receiver.url }, ['budget_passed']);
  const noticeId = await place.tell('budget_passed');
  await startNotice(world.deps.temporal, { orgId: world.orgId, noticeId });
  await ended(world, workflowIds.deliverNotice(noticeId));
  await keep(world, workflowIds.deliverNotice(noticeId), 'notice');
  const { id } = await place.untilDelivery(noticeId, ({ state }) => state === 'sent');
  await ended(world, workflowIds.deliver(id));
  await keep(world, workflowIds.deliver(id), 'notice-delivery');
  await world.close();
  await receiver.close();
}

/** A change that is approved in Aurora and merged by it; what came by webhook meanwhile; the hourly look. */
async function recordGithub(): Promise<void> {
  const name = () => `replay-${randomUUID().slice(0, 8)}`;
  const place = await makeGithubPlace({ files: { 'prod/main.tf': 'terraform {}\n' } });
  const grace = await place.api.join(place.ada, 'approver');
  const runId = await place.proposed(await place.linked('page'), roleProject(name()));
  await place.ask(place.ada, 'POST', `/runs/${runId}/pull-request`, {});
  await place.until('it is open', async () => (await place.pullRequestOf(runId))?.state === 'open' || null);
  await place.approve(grace, runId);
  const { id } = await place.until('it is merged', async () => {
    const found = await place.pullRequestOf(runId);
    return found?.state === 'merged' ? found : null;
  });
  await ended(place.world, workflowIds.pullRequest(id));
  await keep(place.world, workflowIds.pullRequest(id), 'pull-request-merged');
  await keep(place.world, workflowIds.repositoryHooks(place.integration.id), 'repository-hooks');
  const workflowId = workflowIds.repositoryLook(place.integration.id);
  const args = [{ orgId: place.orgId, integrationId: place.integration.id }];
  const look = { workflowId, taskQueue: taskQueues.interactive, args };
  await place.world.deps.temporal.client.workflow.execute('repositoryLook', look);
  await keep(place.world, workflowId, 'repository-look');
  await place.close();
}

async function recordSlack(): Promise<void> {
  const slack = await makeSlackWorld();
  await slack.link(slack.userId, 'UADA');
  const { botUserId } = slack.app.workspace;
  const ts = slack.app.workspace.nextTs();
  const said = { team: slack.team, user: 'UADA', channel: 'C1', ts, text: `<@${botUserId}> What can you do?` };
  await slack.event(wrote(said, 'app_mention'));
  const thread = await eventually(async () => {
    const [row] = await inOrg(slack.deps.db, slack, (tx) =>
      tx
        .select()
        .from(chatThreads)
        .where(eq(chatThreads.thread, `C1:${ts}`)),
    );
    return row && row.toldSeq > 0 ? row : undefined;
  }, 'the whole answer');
  await keep(slack, workflowIds.slackThread(thread.sessionId), 'slack-thread');
  await keep(slack, workflowIds.slackHooks(slack.integrationId), 'slack-hooks');
  await slack.close();
}

export const places: Record<string, () => Promise<void>> = {
  knowledge: recordKnowledge,
  notices: recordNotices,
  github: recordGithub,
  slack: recordSlack,
};
