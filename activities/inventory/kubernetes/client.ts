/** Reads a cluster's API, kinds unknown in advance included. */
import type { KubeConfig } from '@kubernetes/client-node';
import { clusterTransport } from '../../clouds/kubernetes/transport.ts';
import { asked, persistently } from '../asking.ts';
import type { AskOptions, Pace } from '../provider.ts';
import { KubernetesAnswer, kubernetesFailure } from './failures.ts';
import type { KubernetesObject } from './objects.ts';

const pageSize = '500';
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

export type ObjectPage = { items: KubernetesObject[]; next?: string };
export type KubernetesClient = ReturnType<typeof kubernetesClient>;

type Ask = { what: string; query?: Record<string, string>; accept?: string; body?: unknown } & AskOptions;

export function kubernetesClient({ config, pace }: { config: KubeConfig; pace: Pace }) {
  const transport = clusterTransport(config);

  async function send(path: string, { what, ...ask }: Ask): Promise<unknown> {
    const method = ask.body ? 'POST' : 'GET';
    const { status, retryAfter, text } = await transport.send({ method, path, ...ask });
    if (status < 300) return JSON.parse(text);
    throw new KubernetesAnswer(status, retryAfter, what);
  }

  const ask = <Answer>(path: string, options: Ask): Promise<Answer> =>
    persistently(() =>
      asked({ pace, api: 'kubernetes', signal: options.signal, failure: kubernetesFailure }, () => send(path, options)),
    ) as Promise<Answer>;

  async function list(path: string, cursor: string | null, options: Ask): Promise<ObjectPage> {
    const query = { limit: pageSize, ...(cursor ? { continue: cursor } : {}) };
    const answer = await ask<{ items?: KubernetesObject[]; metadata?: { continue?: string } }>(path, {
      ...options,
      query,
    });
    const next = answer.metadata?.continue;
    return { items: answer.items ?? [], ...(next ? { next } : {}) };
  }

  return {
    server: transport.server,
    close: transport.close,
    get: ask,
    /** One page of whole objects, all namespaces. */
    list,
    /** Every object of a kind by its metadata alone: for finding who has which name. */
    async allMetadata(path: string, options: Ask): Promise<KubernetesObject[]> {
      return every((cursor) => list(path, cursor, { ...options, accept: metadataOnly }));
    },
    async all(path: string, options: Ask): Promise<KubernetesObject[]> {
      return every((cursor) => list(path, cursor, options));
    },
  };
}

async function every(page: (cursor: string | null) => Promise<ObjectPage>): Promise<KubernetesObject[]> {
  const items: KubernetesObject[] = [];
  let cursor: string | null = null;
  do {
    const answer: ObjectPage = await page(cursor);
    items.push(...answer.items);
    cursor = answer.next ?? null;
  } while (cursor !== null);
  return items;
}
