/**
 * Does what a webhook asks for: looks. What it says is a hint, and the host is asked for what holds, because a signed
 * webhook may come twice, late, or in another order.
 */
import { v5 } from 'uuid';
import { appendAudit } from '../../db/audit.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { memberBehind, putIdentityLink, takeLinkCode } from '../../db/identity-links.ts';
import { findHook, finishHook } from '../../db/inbound-hooks.ts';
import { findIntegration } from '../../db/integrations.ts';
import { insertPullRequest, type PullRequest, pullRequestsWith } from '../../db/pull-requests.ts';
import { linksTo, type RepoLink } from '../../db/repo-links.ts';
import { nudgePullRequest } from '../../platform/nudges.ts';
import { RepositoryHook } from '../../platform/places/repository-hook.ts';
import type { OfIntegration } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHost } from './host.ts';
import { plain } from './markdown.ts';
import { takePush } from './take-push.ts';

type Of<Kind extends RepositoryHook['kind']> = Extract<RepositoryHook, { kind: Kind }>;

export async function takeHook(deps: WorkerDeps, of: OfIntegration & { deliveryId: string }): Promise<void> {
  const { orgId, integrationId, deliveryId } = of;
  const row = await inOrg(deps.db, { orgId }, (tx) => findHook(tx, integrationId, deliveryId));
  if (!row || row.handledAt) return;
  const hook = RepositoryHook.safeParse(row.payload).data;
  const outcome = hook ? await take(deps, of, hook) : 'Aurora cannot read this.';
  await inOrg(deps.db, { orgId }, (tx) => finishHook(tx, integrationId, deliveryId, outcome.slice(0, 500)));
}

function take(deps: WorkerDeps, of: OfIntegration, hook: RepositoryHook): Promise<string> {
  if (hook.kind === 'pull_request') return takePullRequest(deps, of, hook);
  return hook.kind === 'push' ? takePush(deps, of, hook) : takeLink(deps, of, hook);
}

async function takePullRequest(deps: WorkerDeps, of: OfIntegration, hook: Of<'pull_request'>): Promise<string> {
  const { orgId, integrationId } = of;
  const place = { integrationId, repository: hook.repository };
  const branch = hook.fork ? null : hook.branch;
  const { known, links } = await inOrg(deps.db, { orgId }, async (tx) => ({
    known: await pullRequestsWith(tx, place, { number: hook.number, branch }),
    links: await linksTo(tx, { ...place, branch: hook.base }),
  }));
  const knownTo = new Set(known.map(({ projectId }) => projectId));
  const fresh = hook.action === 'closed' ? [] : links.filter(({ projectId }) => !knownTo.has(projectId));
  const added = fresh.length > 0 ? await add(deps, of, hook, fresh) : [];
  for (const { id } of [...known, ...added]) await nudgePullRequest(deps.temporal, { orgId, pullRequestId: id });
  const looked = known.length + added.length;
  return looked > 0 ? `Looked at pull request #${hook.number}.` : 'It concerns no folder of a project.';
}

/** A row for each project whose folder it changes. */
async function add(
  deps: WorkerDeps,
  of: OfIntegration,
  { repository, number }: Of<'pull_request'>,
  links: RepoLink[],
): Promise<PullRequest[]> {
  const { orgId, integrationId } = of;
  return withHost(deps, of, async (host) => {
    const facts = await host.readPullRequest(repository, number);
    const added: PullRequest[] = [];
    for (const { projectId, folder } of facts.open ? links : []) {
      if (!(await host.touches(repository, number, folder))) continue;
      const about = { branch: facts.head.branch, number, url: facts.url, title: facts.title.slice(0, 500) };
      const row = { id: v5(`${repository}#${number}`, projectId), orgId, projectId, integrationId, repository };
      added.push(
        await inOrg(deps.db, { orgId }, (tx) =>
          insertPullRequest(tx, { ...row, ...about, state: 'open', author: facts.author.name }),
        ),
      );
    }
    return added;
  });
}

/** Whoever shows a member's code is that member, with the role that they have. */
async function takeLink(deps: WorkerDeps, of: OfIntegration, hook: Of<'link_code'>): Promise<string> {
  const { orgId, integrationId } = of;
  const { by, codeHash, repository, number } = hook;
  const linked = await inOrg(deps.db, { orgId }, (tx) => link(tx, of, { by, codeHash }));
  const body = linked
    ? `@${by.name}, Aurora knows you now as ${plain(linked)}.`
    : `@${by.name}, this code opens nothing: it is over, or was used. Ask Aurora for a new one.`;
  const marker = `<!-- aurora:link:${codeHash.slice(0, 16)} -->`;
  await withHost(deps, { orgId, integrationId }, (host) =>
    host.tellComment({ repository, number, id: null, marker, body }),
  );
  return linked ? `Linked ${by.name} to ${linked}.` : `${by.name} showed a code that opens nothing.`;
}

async function link(
  tx: Tx,
  of: OfIntegration,
  shown: Pick<Of<'link_code'>, 'by' | 'codeHash'>,
): Promise<string | null> {
  const { orgId, integrationId } = of;
  const { by, codeHash } = shown;
  const { kind } = await findIntegration(tx, integrationId);
  const userId = await takeLinkCode(tx, integrationId, codeHash);
  if (!userId) {
    // An attempt that died after this has linked them already.
    const member = await memberBehind(tx, integrationId, by.id);
    return typeof member === 'object' ? member.name : null;
  }
  await putIdentityLink(tx, { orgId, userId, integrationId, provider: kind, externalId: by.id, externalName: by.name });
  const member = await memberBehind(tx, integrationId, by.id);
  await appendAudit(tx, orgId, {
    action: 'identity.link',
    actor: { kind, id: by.id, name: by.name },
    subject: { kind: 'user', id: userId },
    detail: { provider: kind, externalId: by.id, integrationId },
  });
  return typeof member === 'object' ? member.name : by.name;
}
