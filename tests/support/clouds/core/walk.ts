/** Walks a provider's listing as the sync does: cursors kept, retryable failures tried again, lost cursors begun anew. */

import type {
  InventoryPage,
  InventoryProvider,
  InventoryResource,
  InventoryScope,
  Pace,
} from '../../../../activities/inventory/provider.ts';
import { AuroraError } from '../../../../platform/errors.ts';

/** More than any test needs: a listing that never ends has to fail, not hang. */
const mostAttempts = 2_000;

export type Walk = {
  resources: Map<string, InventoryResource>;
  pages: number;
  retries: number;
  restarts: number;
};

export async function walkScope(provider: InventoryProvider, scope: InventoryScope): Promise<Walk> {
  const walk: Walk = { resources: new Map(), pages: 0, retries: 0, restarts: 0 };
  let cursor: string | null = null;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const page: InventoryPage | 'again' | 'anew' = await provider.list(scope, cursor).catch(meaning);
    if (page === 'again') walk.retries++;
    else if (page === 'anew') {
      walk.restarts++;
      cursor = null;
    } else {
      walk.pages++;
      for (const resource of page.resources) walk.resources.set(resource.cloudId, resource);
      if (page.cursor === undefined) return walk;
      cursor = page.cursor;
    }
  }
  throw new Error(`the listing ${scope.kind} did not end within ${mostAttempts} requests`);
}

/** Every scope of the connection, as one map. */
export async function walkAll(provider: InventoryProvider): Promise<Map<string, InventoryResource>> {
  const all = new Map<string, InventoryResource>();
  for (const scope of await patiently(() => provider.scopes({ regions: null }))) {
    for (const [id, resource] of (await walkScope(provider, scope)).resources) {
      if (resource.account !== scope.account) throw new Error(`${id} is of another account than its scope`);
      const elsewhere = scope.region !== 'global' && resource.region !== scope.region;
      if (elsewhere) throw new Error(`${id} is of another region than its scope`);
      if (all.has(id)) throw new Error(`${id} is listed by two scopes`);
      all.set(id, resource);
    }
  }
  return all;
}

/** Tries again what may be tried again. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt > 50 || meaning(error) !== 'again') throw error;
    }
  }
}

function meaning(error: unknown): 'again' | 'anew' {
  if (error instanceof AuroraError && error.retryable) return 'again';
  if (error instanceof AuroraError && error.code === 'cursor_expired') return 'anew';
  throw error;
}

/** Waits for nothing, and counts who asked and who was told to slow down. */
export function countingPace() {
  const taken: Record<string, number> = {};
  const throttles: { api: string; retryAfterMs: number | undefined }[] = [];
  const pace: Pace = {
    async take(api, signal) {
      signal?.throwIfAborted();
      taken[api] = (taken[api] ?? 0) + 1;
    },
    async throttled(api, retryAfterMs) {
      throttles.push({ api, retryAfterMs });
    },
  };
  return { pace, taken, throttles };
}
