/**
 * A cluster's API server: discovery, LIST with selectors, limit and continue, metadata-only lists, 403 by verb, 410,
 * logs, server-side apply, deletion with preconditions, roll-outs that end or do not; over http or https.
 * Shapes: Kubernetes' OpenAPI document as @kubernetes/client-node generates its models from it.
 */
import { type FaultPlan, Faults } from '../core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../core/http.ts';
import { pageOf } from '../core/paging.ts';
import { AppliedFields } from './apply.ts';
import { withRollout } from './rollouts.ts';

export type StubObject = {
  metadata: { uid: string; name: string; namespace?: string } & Record<string, unknown>;
} & Record<string, unknown>;
export type StubKind = {
  group: string;
  version: string;
  plural: string;
  kind: string;
  verbs: string[];
  /** Absent: in namespaces. */
  namespaced?: boolean;
  shortNames?: string[];
  items: StubObject[];
};

export type KubernetesStubState = {
  token: string;
  /** May change things; `token` may not, where this one is set. */
  writeToken?: string;
  kinds: StubKind[];
  /** Plurals that no token may read. */
  forbidden: string[];
  /** Verb and plural that no token may: `patch deployments`. */
  denied?: string[];
  /** Groups whose own server is away. */
  away: string[];
  /** Continue tokens given, until all that were given before are worth nothing, once. */
  loseCursorsAfter?: number;
  pageSize: number;
  /** By `namespace/pod` or `namespace/pod/container`. */
  logs?: Record<string, string>;
  /** Whether workloads get ready; `ready` where it is left out. */
  rollout?: 'ready' | 'stuck';
  /** Before a request is answered: waits, moves reality, or answers in its place. */
  /** What reviews of access say, by `verb plural` or `verb plural.group`: to `token`, to `writeToken`. */
  rights?: { read: string[]; write: string[] };
  before?: (request: StubRequest) => Promise<StubAnswer | undefined> | StubAnswer | undefined;
};

type Review = { spec: { resourceAttributes: { verb: string; group?: string; resource: string } } };
type Place = { kind: StubKind; namespace: string | undefined; name: string };

export async function startKubernetesStub(
  state: KubernetesStubState,
  plan: FaultPlan,
  tls?: { key: string; cert: string },
) {
  const faults = new Faults(plan);
  const fields = new AppliedFields();
  let cursors = 0;
  const server = await serveHttp(async (request) => {
    const { authorization } = request.headers;
    const writes = state.writeToken !== undefined && authorization === `Bearer ${state.writeToken}`;
    if (!writes && authorization !== `Bearer ${state.token}`) return status(401, 'Unauthorized');
    const instead = await state.before?.(request);
    if (instead) return instead;
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'throttle') return status(429, 'TooManyRequests', { headers: { 'retry-after': '2' } });
    if (fault === 'fail') return status(500, 'InternalError');
    if (fault) return status(401, 'Unauthorized');
    if (/PATCH|DELETE/.test(request.method) && state.writeToken && !writes) return status(403, 'Forbidden');
    return answer(request);
  }, tls);

  const answer = (request: StubRequest): StubAnswer => {
    const { method, url, headers } = request;
    const path = url.pathname;
    if (method === 'POST' && path.endsWith('/selfsubjectreviews')) {
      return ok({
        kind: 'SelfSubjectReview',
        status: { userInfo: { username: 'system:serviceaccount:aurora:reader' } },
      });
    }
    if (method === 'POST' && path.endsWith('/selfsubjectaccessreviews')) return review(request);
    if (path === '/version') return ok({ major: '1', minor: '34', gitVersion: 'v1.34.2' });
    if (path === '/apis') return ok({ kind: 'APIGroupList', groups: groups() });
    const [, root, ...rest] = path.split('/').map(decodeURIComponent);
    const [group = '', version, ...place] = root === 'api' ? ['', ...rest] : rest;
    if (state.away.includes(group)) return status(503, 'ServiceUnavailable');
    if (version === undefined) return ok(groups().find(({ name }) => name === group) ?? {});
    if (place.length === 0) return resources(group, version);
    const [namespace, plural, name, subresource] =
      place[0] === 'namespaces' && place.length > 2 ? place.slice(1) : [undefined, ...place];
    const kind = state.kinds.find((each) => each.group === group && each.plural === plural);
    if (!kind) return status(404, 'NotFound');
    const verb = verbs[method] ?? (name === undefined ? 'list' : 'get');
    const denied = state.denied?.includes(`${verb} ${kind.plural}${subresource ? `/${subresource}` : ''}`);
    if (state.forbidden.includes(kind.plural) || denied) return status(403, 'Forbidden');
    if (name === undefined) {
      return list(kind, namespace, url.searchParams, headers.accept?.includes('PartialObjectMetadataList') ?? false);
    }
    const at = { kind, namespace, name };
    if (subresource === 'log') return log(at, url.searchParams);
    if (verb === 'patch') return patch(at, request);
    return verb === 'delete' ? remove(at, request) : one(at);
  };

  const review = ({ headers, body }: StubRequest): StubAnswer => {
    const { verb, group, resource } = (JSON.parse(body) as Review).spec.resourceAttributes;
    const writes = headers.authorization === `Bearer ${state.writeToken}`;
    const allowed = state.rights?.[writes ? 'write' : 'read'].includes(
      `${verb} ${resource}${group ? `.${group}` : ''}`,
    );
    return { status: 201, body: { kind: 'SelfSubjectAccessReview', status: { allowed: allowed ?? false } } };
  };

  const groups = () =>
    [...new Map(state.kinds.filter(({ group }) => group).map(({ group, version }) => [group, version]))].map(
      ([name, version]) => ({ name, preferredVersion: { groupVersion: `${name}/${version}`, version } }),
    );

  const resources = (group: string, version: string): StubAnswer => {
    const found = state.kinds.filter((kind) => kind.group === group && kind.version === version);
    if (found.length === 0 && group !== '') return status(404, 'NotFound');
    return ok({
      kind: 'APIResourceList',
      groupVersion: version,
      resources: found.flatMap(({ plural, kind, verbs: allowed, namespaced = true, shortNames }) => [
        { name: plural, singularName: kind.toLowerCase(), kind, namespaced, verbs: allowed, shortNames },
        { name: `${plural}/status`, kind, namespaced, verbs: ['get'] },
      ]),
    });
  };

  const find = ({ kind, namespace, name }: Place) =>
    kind.items.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);

  const one = (place: Place): StubAnswer => {
    const found = find(place);
    return found ? ok(withRollout(place.kind, found, state.rollout)) : status(404, 'NotFound');
  };

  const list = (
    kind: StubKind,
    namespace: string | undefined,
    query: URLSearchParams,
    metadataOnly: boolean,
  ): StubAnswer => {
    const cursor = query.get('continue') ?? undefined;
    if (cursor && cursors === state.loseCursorsAfter) {
      cursors = Number.NaN;
      return status(410, 'Expired');
    }
    const size = Math.min(Number(query.get('limit') ?? 500), state.pageSize);
    const all = kind.items.filter(
      (item) => (namespace === undefined || item.metadata.namespace === namespace) && selected(item, query),
    );
    const page = pageOf(all, { cursor, size, faults });
    if (!page) return status(410, 'Expired');
    if (page.next) cursors++;
    const items = metadataOnly
      ? page.items.map(({ metadata }) => ({ metadata }))
      : page.items.map((item) => withRollout(kind, item, state.rollout));
    return ok({ kind: `${kind.kind}List`, metadata: { resourceVersion: '1', continue: page.next ?? '' }, items });
  };

  const log = (place: Place, query: URLSearchParams): StubAnswer => {
    if (!find(place)) return status(404, 'NotFound');
    const container = query.get('container');
    const name = `${place.namespace}/${place.name}`;
    const text = state.logs?.[`${name}/${container}`] ?? state.logs?.[name] ?? '';
    const lines = text.split('\n').slice(-Number(query.get('tailLines') ?? Number.MAX_SAFE_INTEGER));
    return { status: 200, text: lines.join('\n').slice(0, Number(query.get('limitBytes') ?? text.length)) };
  };

  const patch = (place: Place, { url, headers, body: text }: StubRequest): StubAnswer => {
    if (headers['content-type'] !== 'application/apply-patch+yaml') return status(415, 'UnsupportedMediaType');
    const { kind, namespace, name } = place;
    const spaces = state.kinds.find(({ plural }) => plural === 'namespaces')?.items ?? [];
    if (namespace && !spaces.some(({ metadata }) => metadata.name === namespace))
      return status(404, 'NotFound', { message: `namespaces "${namespace}" not found` });
    const query = url.searchParams;
    const stored = fields.apply(kind, {
      namespace,
      name,
      body: JSON.parse(text) as StubObject,
      manager: query.get('fieldManager') ?? '',
      force: query.get('force') === 'true',
      dryRun: query.get('dryRun') === 'All',
    });
    if (stored.kind === 'stored') return { status: stored.created ? 201 : 200, body: stored.object };
    if (stored.kind === 'invalid') return status(422, 'Invalid', { message: stored.message });
    return status(409, 'Conflict', stored.kind === 'conflict' ? { details: { causes: stored.causes } } : {});
  };

  const remove = (place: Place, { body: text }: StubRequest): StubAnswer => {
    const found = find(place);
    if (!found) return status(404, 'NotFound');
    const { preconditions, dryRun } = JSON.parse(text || '{}') as {
      preconditions?: { uid?: string };
      dryRun?: string[];
    };
    if (preconditions?.uid && preconditions.uid !== found.metadata.uid) return status(409, 'Conflict');
    if (!dryRun?.includes('All')) place.kind.items.splice(place.kind.items.indexOf(found), 1);
    return ok({ kind: 'Status', status: 'Success' });
  };

  const object = (plural: string, name: string, namespace?: string) => {
    const kind = state.kinds.find((each) => each.plural === plural);
    return kind && find({ kind, namespace, name });
  };

  return {
    ...server,
    faults,
    state,
    object,
    /** What another owner of fields does: `edit('kubectl', ['deployments', 'web', 'shop'], {spec: {replicas: 5}})`. */
    edit(manager: string, [plural, name, namespace]: [string, string, string?], change: Record<string, unknown>): void {
      const found = object(plural, name, namespace);
      if (!found) throw new Error(`the stub cluster has no ${plural} ${namespace}/${name}`);
      fields.edit(found, manager, change);
    },
  };
}

const verbs: Record<string, string> = { PATCH: 'patch', DELETE: 'delete', POST: 'create' };

/** Equality selectors alone: what the tools use. */
function selected(item: StubObject, query: URLSearchParams): boolean {
  const labels = (item.metadata.labels ?? {}) as Record<string, string>;
  const wanted = (query.get('labelSelector') ?? '').split(',').filter(Boolean);
  const fields = (query.get('fieldSelector') ?? '').split(',').filter(Boolean);
  return (
    wanted.every((pair) => labels[pair.split('=')[0] ?? ''] === pair.split('=').at(-1)) &&
    fields.every((pair) => {
      const [path = '', value] = pair.split('=');
      const found = path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], item);
      return String(found) === value;
    })
  );
}

const ok = (body: unknown): StubAnswer => ({ status: 200, body });
const status = (
  code: number,
  reason: string,
  { headers, ...more }: { headers?: Record<string, string>; message?: string; details?: object } = {},
): StubAnswer => ({
  status: code,
  headers,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, ...more },
});
