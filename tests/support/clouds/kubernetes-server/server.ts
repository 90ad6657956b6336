/**
 * A cluster's API server: discovery, LIST with limit and continue on a snapshot, metadata-only lists, 403 a kind, 410.
 * Shapes: Kubernetes' OpenAPI document as @kubernetes/client-node generates its models from it.
 */
import { type FaultPlan, Faults } from '../core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../core/http.ts';
import { pageOf } from '../core/paging.ts';

export type StubObject = {
  metadata: { uid: string; name: string; namespace?: string } & Record<string, unknown>;
} & Record<string, unknown>;
export type StubKind = {
  group: string;
  version: string;
  plural: string;
  kind: string;
  verbs: string[];
  items: StubObject[];
};

export type KubernetesStubState = {
  token: string;
  kinds: StubKind[];
  /** Plurals that the token may not list. */
  forbidden: string[];
  /** Groups whose own server is away. */
  away: string[];
  /** Continue tokens given, until all that were given before are worth nothing, once. */
  loseCursorsAfter?: number;
  pageSize: number;
};

export async function startKubernetesStub(state: KubernetesStubState, plan: FaultPlan) {
  const faults = new Faults(plan);
  let cursors = 0;
  const server = await serveHttp((request) => {
    if (request.headers.authorization !== `Bearer ${state.token}`) return status(401, 'Unauthorized');
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'throttle') return status(429, 'TooManyRequests', { 'retry-after': '2' });
    if (fault) return status(401, 'Unauthorized');
    return answer(request);
  });

  const answer = ({ method, url, headers }: StubRequest): StubAnswer => {
    const path = url.pathname;
    if (method === 'POST' && path.endsWith('/selfsubjectreviews')) {
      return ok({
        kind: 'SelfSubjectReview',
        status: { userInfo: { username: 'system:serviceaccount:aurora:reader' } },
      });
    }
    if (path === '/apis') return ok({ kind: 'APIGroupList', groups: groups() });
    const [, root, ...rest] = path.split('/');
    const [group = '', version, ...place] = root === 'api' ? ['', ...rest] : rest;
    if (state.away.includes(group)) return status(503, 'ServiceUnavailable');
    if (version === undefined) return ok(groups().find(({ name }) => name === group) ?? {});
    if (place.length === 0)
      return ok({ kind: 'APIResourceList', groupVersion: version, resources: resourcesOf(group) });
    const [namespace, plural, name] =
      place[0] === 'namespaces' && place.length > 2 ? place.slice(1) : [undefined, ...place];
    const kind = state.kinds.find((each) => each.group === group && each.plural === plural);
    if (!kind) return status(404, 'NotFound');
    if (state.forbidden.includes(kind.plural)) return status(403, 'Forbidden');
    if (name !== undefined) return one(kind, namespace, name);
    return list(kind, url.searchParams, headers.accept?.includes('PartialObjectMetadataList') ?? false);
  };

  const groups = () =>
    [...new Map(state.kinds.filter(({ group }) => group).map(({ group, version }) => [group, version]))].map(
      ([name, version]) => ({ name, preferredVersion: { groupVersion: `${name}/${version}`, version } }),
    );

  const resourcesOf = (group: string) =>
    state.kinds
      .filter((kind) => kind.group === group)
      .flatMap(({ plural, kind, verbs }) => [
        { name: plural, kind, verbs },
        { name: `${plural}/status`, kind, verbs: ['get'] },
      ]);

  const one = (kind: StubKind, namespace: string | undefined, name: string): StubAnswer => {
    const found = kind.items.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    return found ? ok(found) : status(404, 'NotFound');
  };

  const list = (kind: StubKind, query: URLSearchParams, metadataOnly: boolean): StubAnswer => {
    const cursor = query.get('continue') ?? undefined;
    if (cursor && cursors === state.loseCursorsAfter) {
      cursors = Number.NaN;
      return status(410, 'Expired');
    }
    const size = Math.min(Number(query.get('limit') ?? 500), state.pageSize);
    const page = pageOf(kind.items, { cursor, size, faults });
    if (!page) return status(410, 'Expired');
    if (page.next) cursors++;
    const items = metadataOnly ? page.items.map(({ metadata }) => ({ metadata })) : page.items;
    return ok({ kind: `${kind.kind}List`, metadata: { resourceVersion: '1', continue: page.next ?? '' }, items });
  };

  return { ...server, faults, state };
}

const ok = (body: unknown): StubAnswer => ({ status: 200, body });
const status = (code: number, reason: string, headers?: Record<string, string>): StubAnswer => ({
  status: code,
  headers,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code },
});
