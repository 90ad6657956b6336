/**
 * Walks the pages of one scope from where it is. The place is in Postgres, moved in the transaction that keeps a
 * page, so that an attempt which dies anywhere is followed by one that asks for the very next page.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beginScope, completeScope, giveUpScope, restartScope, type SyncScope } from '../../db/sync-scopes.ts';
import { type ListedPage, type ScopePlace, storePage } from '../../db/sync-store.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { WorkerDeps } from '../deps.ts';
import { resourceHash } from './hash.ts';
import type { OpenProvider } from './open.ts';
import type { InventoryPage, InventoryResource } from './provider.ts';

/** A provider may lose its cursor, or say the same page again. More often than this, it does not get anywhere. */
const mostRestarts = 3;
const mostRepeats = 5;
const throttledMs = 1_000;
const failedMs = 250;

export type Walk = {
  deps: Pick<WorkerDeps, 'db'>;
  orgId: string;
  scopeId: string;
  signal: AbortSignal;
  /** Called with each place that was reached, before its page is asked for. */
  reached(place: { page: number; cursor: string | null }): Promise<void>;
};

/** `rejected`: the credentials are not good any more, and nothing else is to be asked with them. */
export type WalkEnd = { kind: 'ended' } | { kind: 'rejected'; reason: string };

/** @throws AuroraError what a later attempt may get over; the signal's reason */
export async function walkScope(walk: Walk, open: () => Promise<OpenProvider>): Promise<WalkEnd> {
  const { deps, orgId, scopeId } = walk;
  const scope = await beginScope(deps.db, walk);
  if (scope?.state !== 'running') return { kind: 'ended' };
  let opened: OpenProvider | undefined;
  try {
    if (!isListed(scope)) {
      opened = await open();
      await listAll(walk, scope, opened);
    }
    await completeScope(deps.db, walk);
    return { kind: 'ended' };
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
    const reason = error.userMessage;
    if (error.code === 'cloud_denied') {
      await giveUpScope(deps.db, { orgId, scopeId, state: 'skipped', error: reason });
      return { kind: 'ended' };
    }
    if (error.code !== 'credentials_rejected') throw error;
    await giveUpScope(deps.db, { orgId, scopeId, state: 'failed', error: reason });
    return { kind: 'rejected', reason };
  } finally {
    opened?.provider.close();
  }
}

const isListed = ({ pages, cursor }: Omit<ScopePlace, 'state'>): boolean => pages > 0 && cursor === null;

/** One page is asked for while the one before it is kept: two in memory, never more. */
async function listAll(walk: Walk, scope: SyncScope, opened: OpenProvider): Promise<void> {
  const asker = makeAsker(walk, scope, opened);
  let place: ScopePlace = scope;
  let page = asker.ask(place);
  for (;;) {
    const listed = await page;
    if (listed === 'restart') {
      await restartScope(walk.deps.db, walk);
      place = { state: 'running', pages: 0, cursor: null };
      page = asker.ask(place);
      continue;
    }
    const next = { state: 'running', pages: place.pages + 1, cursor: listed.cursor ?? null };
    const ahead = isListed(next) ? undefined : asker.ask(next);
    // When keeping this page fails, nobody waits for the next one.
    ahead?.catch(() => undefined);
    place = await storePage(walk.deps.db, pageOf(walk, scope, opened, place, listed));
    if (place.state !== 'running' || isListed(place)) return;
    // Another attempt is further: go on where it is.
    page = ahead && place.pages === next.pages && place.cursor === next.cursor ? ahead : asker.ask(place);
  }
}

function pageOf(
  walk: Walk,
  scope: SyncScope,
  { provider, pace }: OpenProvider,
  place: ScopePlace,
  listed: InventoryPage,
) {
  const { orgId, scopeId } = walk;
  const stray = listed.resources.find(
    ({ account, region }) => account !== scope.account || (scope.region !== 'global' && region !== scope.region),
  );
  if (stray) throw strayed(scope, stray);
  return {
    orgId,
    scopeId,
    provider: provider.provider,
    number: place.pages,
    cursor: place.cursor,
    nextCursor: listed.cursor ?? null,
    resources: listed.resources,
    hashOf: (resource) => resourceHash(resource as InventoryResource, scope, provider.edgesVersion),
    edgesOf: (resource) => provider.edges(resource as InventoryResource),
    throttles: pace.throttles(),
  } satisfies ListedPage;
}

type Asked = InventoryPage | 'restart';

function makeAsker({ signal, reached }: Walk, scope: SyncScope, { provider, pace }: OpenProvider) {
  let restarts = 0;
  let repeats = 0;
  let failedAt = -1;

  /** What has to be done about a failure before the page is asked for again. @throws what a later attempt may get over */
  async function recover(error: unknown, pages: number): Promise<'restart' | 'again'> {
    signal.throwIfAborted();
    if (!(error instanceof AuroraError)) throw error;
    if (error.code === 'cursor_expired' && restarts < mostRestarts) {
      restarts += 1;
      return 'restart';
    }
    if (error.code === 'cloud_throttled') {
      await sleep(error.retryAfterMs ?? throttledMs, undefined, { signal });
      return 'again';
    }
    // An attempt that gets somewhere goes on; one that stands still is Temporal's to repeat, and to end.
    if (error.code === 'cloud_failed' && error.retryable && failedAt !== pages) {
      failedAt = pages;
      await sleep(failedMs, undefined, { signal });
      return 'again';
    }
    throw error;
  }

  async function ask(place: ScopePlace): Promise<Asked> {
    const { pages, cursor } = place;
    for (;;) {
      signal.throwIfAborted();
      await reached({ page: pages, cursor });
      try {
        const page = await provider.list(scope, cursor, { signal });
        repeats = cursor !== null && page.cursor === cursor ? repeats + 1 : 0;
        if (repeats > mostRepeats) throw standsStill();
        return page;
      } catch (error) {
        if ((await recover(error, pages)) === 'restart') return 'restart';
      }
    }
  }

  return { ask, throttles: pace.throttles };
}

const strayed = ({ account, region, kind }: SyncScope, { cloudId }: InventoryResource) =>
  new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: `The listing ${kind} of ${account} in ${region} showed something from elsewhere (${cloudId}), so it is not trusted. This is a fault of Aurora: report it.`,
  });

const standsStill = () =>
  new AuroraError({
    code: 'cloud_failed',
    retryable: false,
    userMessage: 'The provider gives the same page again and again, so this listing does not get to its end.',
  });
