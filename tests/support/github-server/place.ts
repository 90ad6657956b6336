/**
 * One test file's world with a GitHub in it: API and worker on the real servers, an organisation of its own, and the
 * stub's webhooks going to the API's own route.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, makeApiWorld } from '../../../api/testing/world.ts';
import type { PullRequest, Run } from '../../../web/lib/api-types.generated.ts';
import { makeWorld } from '../world.ts';
import { startGithub } from './server.ts';
import type { Account } from './state.ts';

export type GithubPlace = Awaited<ReturnType<typeof makeGithubPlace>>;

export type PlaceOptions = { files: Record<string, string>; auth?: 'token' | 'app'; worker?: boolean };

const secret = 'a secret of the webhook';

export async function makeGithubPlace({ files, auth = 'token', worker }: PlaceOptions) {
  const github = await startGithub({ files });
  const env = { OUTBOUND_HOSTS: new URL(github.url).host };
  const world = await makeWorld({ env, worker });
  const namespace = world.config.TEMPORAL_NAMESPACE;
  // Named, so that the API's world does not register the namespace again.
  const address = { TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' };
  const api = await makeApiWorld({ namespace, env: { ...env, ...address } });
  const ada = await api.newOrg();
  const orgId = ada.signedIn.organisation.id;

  async function ask<Body>(caller: Caller, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) {
    const answer = await caller.send<Body>(method as 'POST', path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const signsIn =
    auth === 'token'
      ? { settings: { auth: 'token' }, secrets: { token: 'ghp_good' } }
      : { settings: { auth: 'app', appId: '7', installationId: '99' }, secrets: { privateKey: github.privateKey } };
  const integration = await ask<{ id: string; state: string; reason: string | null }>(ada, 'POST', '/integrations', {
    kind: 'github',
    name: 'GitHub',
    settings: { apiUrl: github.url, github: signsIn.settings },
    secrets: { ...signsIn.secrets, webhookSecret: secret },
  });
  github.hooks.listen(secret, async (headers, payload) => {
    const url = `/api/v1/hooks/github/${integration.id}`;
    return (await api.app.inject({ method: 'POST', url, headers, payload })).statusCode;
  });

  const place = {
    github,
    world,
    api,
    ada,
    orgId,
    integration,
    ask,

    /** A project whose files are the folder `prod`. */
    async linked(applyOn: 'merge' | 'page'): Promise<string> {
      const project = await ask<{ id: string }>(ada, 'POST', '/projects', { name: `P ${randomUUID().slice(0, 8)}` });
      const link = { integrationId: integration.id, repository: 'acme/infra', folder: 'prod', applyOn };
      await ask(ada, 'PUT', `/projects/${project.id}/repository`, link);
      return project.id;
    },

    /** Says who an account is, as people do: with a code in a comment. */
    async link(caller: Caller, account: Account, number: number): Promise<void> {
      const { code } = await ask<{ code: string }>(caller, 'POST', '/me/link-codes', { integrationId: integration.id });
      await github.comment(number, `/aurora link ${code}`, account);
      await place.until('the account is linked', async () => {
        const links = await caller.get<{ items: { externalId: string }[] }>('/me/identity-links');
        return links.body.items.some(({ externalId }) => externalId === String(account.id)) || null;
      });
    },

    run: async (id: string): Promise<Run> => (await ada.get<Run>(`/runs/${id}`)).body,

    runsOf: async (projectId: string): Promise<Run[]> =>
      (await ada.get<{ items: Run[] }>(`/runs?projectId=${projectId}`)).body.items,

    /** A person's own change, planned and waiting. */
    async proposed(projectId: string, contents: Record<string, string>): Promise<string> {
      const latest = (await ada.get<{ number?: number }>(`/projects/${projectId}/revisions/latest`)).body;
      const revision = { contents, reason: 'A change by hand', baseNumber: latest.number ?? null };
      await ask(ada, 'POST', `/projects/${projectId}/revisions`, revision);
      const { id } = await ask<Run>(ada, 'POST', `/projects/${projectId}/runs`, {});
      await place.runIs(id, 'awaiting_approval');
      return id;
    },

    runIs: (id: string, state: Run['state']): Promise<Run> =>
      place.until(`run ${id} is ${state}`, async () => {
        const run = await place.run(id);
        return run.state === state ? run : null;
      }),

    pullRequestOf: async (runId: string): Promise<PullRequest | null> =>
      (await ada.get<{ pullRequest: PullRequest | null }>(`/runs/${runId}/pull-request`)).body.pullRequest,

    pullRequests: async (projectId: string): Promise<PullRequest[]> =>
      (await ada.get<{ items: PullRequest[] }>(`/projects/${projectId}/pull-requests`)).body.items,

    approve: async (caller: Caller, runId: string): Promise<void> => {
      const { planSha256 } = await place.run(runId);
      await ask(caller, 'POST', `/runs/${runId}/approvals`, { id: randomUUID(), decision: 'approve', planSha256 });
    },

    /** What Aurora says on a pull request. Two comments are a defect wherever they show. */
    comment(number: number): string {
      const own = github.repository.comments.filter(
        (one) => one.number === number && one.body.includes('<!-- aurora:pull-request:'),
      );
      if (own.length > 1) throw new Error(`Aurora said it ${own.length} times on #${number}.`);
      return own[0]?.body ?? '';
    },

    /** The newest status of a commit. */
    status: (sha: string) => github.repository.statuses.findLast((one) => one.sha === sha),

    async until<Found>(
      what: string,
      look: () => Promise<Found | null> | Found | null,
      withinMs = 180_000,
    ): Promise<Found> {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}.`);
        await sleep(400);
      }
    },

    async close(): Promise<void> {
      await world.close();
      await api.close();
      await github.stop();
    },
  };
  return place;
}
