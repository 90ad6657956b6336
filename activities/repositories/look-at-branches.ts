/** Finds pushes whose webhook was lost: the end of each linked branch beside what was imported from it. */
import { inOrg } from '../../db/client.ts';
import { keepHook } from '../../db/inbound-hooks.ts';
import { listIntegrations } from '../../db/integrations.ts';
import { linksVia, type RepoLink } from '../../db/repo-links.ts';
import { AuroraError } from '../../platform/errors.ts';
import { nudgeHooks } from '../../platform/nudges.ts';
import type { RepositoryHook } from '../../platform/places/repository-hook.ts';
import type { RepositoryHost } from '../../platform/places/repository-host.ts';
import type { OfIntegration } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHost } from './host.ts';

type Push = Extract<RepositoryHook, { kind: 'push' }>;

/**
 * Keeps what it finds as if a webhook had told of it, so that it takes its turn behind those that did come.
 *
 * @param lookId the same one again keeps nothing twice
 */
export async function lookAtBranches(deps: WorkerDeps, of: OfIntegration & { lookId: string }): Promise<void> {
  const { orgId, integrationId, lookId } = of;
  const { works, links } = await inOrg(deps.db, { orgId }, async (tx) => {
    const [integration] = await listIntegrations(tx, { id: integrationId });
    return { works: integration && integration.state !== 'broken', links: await linksVia(tx, integrationId) };
  });
  if (!works || links.length === 0) return;
  const found = await withHost(deps, of, (host) => pushesBehind(host, links));
  for (const payload of found) {
    const deliveryId = `look:${lookId}:${payload.repository}:${payload.branch}`;
    const hook = { orgId, integrationId, deliveryId, event: 'push', payload };
    await inOrg(deps.db, { orgId }, (tx) => keepHook(tx, hook));
  }
  if (found.length > 0) await nudgeHooks(deps.temporal, { orgId, integrationId });
}

/** One a branch, however many projects follow it. */
async function pushesBehind(host: RepositoryHost, links: RepoLink[]): Promise<Push[]> {
  const places = Map.groupBy(links, ({ repository, branch }) => `${repository.toLowerCase()} ${branch}`);
  const found: Push[] = [];
  for (const [first, ...others] of places.values()) {
    if (!first) continue;
    const { repository, branch } = first;
    const sha = await host.head(repository, branch).catch(goneIsNothing);
    const isBehind = sha !== null && [first, ...others].some(({ importedSha }) => importedSha !== sha);
    if (isBehind) found.push({ kind: 'push', repository, branch, sha, by: null });
  }
  return found;
}

/** A branch that was removed over there must not keep the others from being looked at. */
const goneIsNothing = (error: unknown): null => {
  if (error instanceof AuroraError && error.code === 'not_found') return null;
  throw error;
};
