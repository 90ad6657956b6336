/**
 * Who has which name in a cluster: uids by kind, namespace and name, from metadata alone, read when first needed.
 *
 * A name that is not found is looked for again after a while, since objects come and go between two pages. What the
 * credentials may not list stays unknown, and edges to it are not drawn.
 */
import { AuroraError } from '../../../platform/errors.ts';
import type { AskOptions } from '../provider.ts';
import type { KubernetesClient } from './client.ts';
import { findKind, listPath } from './discovery.ts';
import type { KubernetesObject } from './objects.ts';
import type { Reference } from './references.ts';

const oldMs = 10 * 60_000;
const lookAgainMs = 60_000;

type Names = { uids: Map<string, string>; denied: boolean; readAt: number };
export type Selector = { uid: string; namespace: string; selector: Record<string, string> };

const key = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

export function clusterNames(client: KubernetesClient, now: () => number = Date.now) {
  const known = new Map<string, Names>();
  let selectors: { list: Selector[]; readAt: number } | undefined;

  async function read(plural: string, options: AskOptions): Promise<Names> {
    const objects = await permitted(async () => {
      const kind = await findKind(client, plural, options);
      return client.allMetadata(listPath({ ...kind, kind: '' }), { what: `list ${plural}`, ...options });
    });
    const uids = new Map(
      (objects ?? []).map(({ metadata }) => [key(metadata?.namespace, metadata?.name ?? ''), metadata?.uid ?? '']),
    );
    const names = { uids, denied: objects === null, readAt: now() };
    known.set(plural, names);
    return names;
  }

  return {
    /** @returns `denied` when the credentials may not list that kind, undefined when there is none of that name */
    async uidOf(
      { plural, namespace, name }: Reference,
      options: AskOptions = {},
    ): Promise<string | 'denied' | undefined> {
      let names = known.get(plural);
      const age = names ? now() - names.readAt : Number.POSITIVE_INFINITY;
      const missing = !names?.uids.has(key(namespace, name)) && !names?.denied;
      if (!names || age > oldMs || (missing && age > lookAgainMs)) names = await read(plural, options);
      return names.denied ? 'denied' : names.uids.get(key(namespace, name));
    },

    /** Services with a selector. None without the right to list services. */
    async serviceSelectors(options: AskOptions = {}): Promise<Selector[]> {
      if (selectors && now() - selectors.readAt <= lookAgainMs) return selectors.list;
      const services = await permitted(() => client.all('/api/v1/services', { what: 'list services', ...options }));
      selectors = { list: (services ?? []).flatMap(selectorOf), readAt: now() };
      return selectors.list;
    },
  };
}

function selectorOf({ metadata, spec }: KubernetesObject): Selector[] {
  const { selector } = (spec ?? {}) as { selector?: Record<string, string> };
  if (!metadata?.uid || !selector || Object.keys(selector).length === 0) return [];
  return [{ uid: metadata.uid, namespace: metadata.namespace ?? '', selector }];
}

async function permitted<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'cloud_denied') return null;
    throw error;
  }
}
