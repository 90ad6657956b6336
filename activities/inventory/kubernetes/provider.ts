/** The inventory of one cluster: every kind that it can list, a kind a scope. */
import type { AskOptions, InventoryScope, MakeInventoryProvider } from '../provider.ts';
import { type KubernetesClient, kubernetesClient } from './client.ts';
import { discoverKinds, findKind, type KubernetesKind, listPath, scopeKind } from './discovery.ts';
import { kubernetesEdges } from './edges.ts';
import { kubernetesFailures } from './failures.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { clusterNames } from './names.ts';
import type { KubernetesObject } from './objects.ts';
import { resourcesOf } from './resources.ts';

export const makeKubernetesInventory: MakeInventoryProvider = ({ secret, account, endpoint, pace }) => {
  const client = kubernetesClient({ config: readKubeconfig(secret.kubeconfig, endpoint), pace });
  const names = clusterNames(client);

  return {
    provider: 'kubernetes',
    edgesVersion: 1,

    async identity(options) {
      await sameCluster(client, account, options);
      return { account, principal: `kubernetes:${client.server}#${await userName(client, options)}` };
    },

    /** A cluster has no regions to choose among. */
    async scopes(_chosen, options) {
      await sameCluster(client, account, options);
      const kinds = await discoverKinds(client, options);
      return kinds.map((kind): InventoryScope => ({ account, region: 'global', kind: scopeKind(kind) })).sort(byKind);
    },

    async list(scope, cursor, options) {
      const place = cursor ? readCursor(cursor) : { ...(await kindOf(client, scope, options)), next: null };
      const what = `list ${scope.kind}`;
      const { items, next } = await client.list(listPath(place), place.next, { what, ...options });
      const resources = await resourcesOf(items, place, { account: scope.account, names, ...options });
      return { resources, ...(next ? { cursor: writeCursor({ ...place, next }) } : {}) };
    },

    /** Nothing can be asked for by its uid: the kind is searched by metadata, then the one object is read. */
    async detail({ cloudId, account: cluster, nativeType }, options) {
      const kind = (await discoverKinds(client, options)).find((each) => typeName(each) === nativeType);
      if (!kind) return null;
      const what = `list ${scopeKind(kind)}`;
      const all = await client.allMetadata(listPath(kind), { what, ...options });
      const found = all.find(({ metadata }) => metadata?.uid === cloudId);
      if (!found) return null;
      const object = await client.get<KubernetesObject>(objectPath(kind, found), { what, ...options });
      return (await resourcesOf([object], kind, { account: cluster, names, ...options }))[0] ?? null;
    },

    edges: kubernetesEdges,
    close() {
      client.close().catch(() => undefined);
    },
  };
};

type Place = KubernetesKind & { next: string | null };

const byKind = (a: InventoryScope, b: InventoryScope) => (a.kind < b.kind ? -1 : 1);
const typeName = ({ group, kind }: KubernetesKind) => (group ? `${group}/${kind}` : kind);
const writeCursor = (place: Place) => JSON.stringify(place);

function readCursor(cursor: string): Place {
  try {
    return JSON.parse(cursor) as Place;
  } catch {
    throw kubernetesFailures.cursorExpired();
  }
}

/** What the scope lists, with the kind's name, which a list's items do not repeat. */
async function kindOf(client: KubernetesClient, scope: InventoryScope, options?: AskOptions): Promise<KubernetesKind> {
  const place = await findKind(client, scope.kind, options);
  const path = place.group ? `/apis/${place.group}/${place.version}` : `/api/${place.version}`;
  const answer = await client.get<{ resources?: { name: string; kind: string }[] }>(path, {
    what: `list ${scope.kind}`,
    ...options,
  });
  const kind = answer.resources?.find(({ name }) => name === place.plural)?.kind;
  if (!kind) throw kubernetesFailures.refused(`no kind ${scope.kind}`);
  return { ...place, kind };
}

function objectPath(kind: KubernetesKind, { metadata }: KubernetesObject): string {
  const base = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`;
  const namespace = metadata?.namespace ? `/namespaces/${metadata.namespace}` : '';
  return `${base}${namespace}/${kind.plural}/${metadata?.name}`;
}

/**
 * The namespace kube-system lives as long as its cluster: its uid names the cluster. A connection that was made for
 * one must not read another, whose listings would mark everything as gone.
 */
async function sameCluster(client: KubernetesClient, account: string, options?: AskOptions): Promise<void> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(account)) return;
  const system = await client.get<KubernetesObject>('/api/v1/namespaces/kube-system', {
    what: 'read the namespace kube-system',
    ...options,
  });
  if (system.metadata?.uid === account) return;
  throw kubernetesFailures.rejected(
    'wrong_account',
    'The kubeconfig leads to another cluster than the one this connection was made for. Enter the right one, or make a new connection.',
  );
}

async function userName(client: KubernetesClient, options?: AskOptions): Promise<string> {
  const review = await client.get<{ status?: { userInfo?: { username?: string } } }>(
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {
      what: 'ask who they are',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      ...options,
    },
  );
  return review.status?.userInfo?.username ?? 'unknown';
}
