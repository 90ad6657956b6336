/** What the contract takes ids in, and what to ask of each of its routes with somebody else's. */
import { openapiDocument } from '../../api/openapi.ts';
import { type Schema, sampleOf } from '../../api/testing/sample.ts';
import { bodiesOf, type Ids, kindsOfIds, mixedOf, notOurs } from './tenant-cases.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
export type Operation = {
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

const { paths, components } = (await openapiDocument()) as unknown as Document;
export const everyRoute = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => routeOf(method, path, operation)),
);
/** Those that ask who it is. */
export const routes = everyRoute.filter(({ operation }) => operation.security?.length !== 0);
export type Route = (typeof routes)[number];

function routeOf(method: string, path: string, operation: Operation) {
  const shown = path.replace('/api/v1', '').replaceAll('{', ':').replaceAll('}', '');
  const { parameters = [], requestBody } = operation;
  const query = parameters.filter((one) => one.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  return {
    method: method.toUpperCase() as Method,
    path: shown,
    key: `${method.toUpperCase()} ${shown}`,
    operation,
    query,
    body,
  };
}

export const isGet = ({ method }: Route) => method === 'GET';
export const namesInPath = ({ path }: Route) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
export const kindOf = (path: string, name: string) => (kindsOfIds[`${path}`] ?? kindsOfIds[name] ?? name) as keyof Ids;
export const idsInQuery = ({ query }: Route) =>
  query
    .filter(({ name, schema }) => (isUuid(schema) || (name in kindsOfIds && name !== 'to')) && !notOurs.has(name))
    .map(({ name }) => name);

/** Names of the fields, at any depth, that take an id of Aurora. */
export function idsInBody(schema: Schema | undefined, seen = new Set<Schema>()): string[] {
  if (!schema || seen.has(schema)) return [];
  seen.add(schema);
  const named = schema.$ref && components.schemas[schema.$ref.split('/').pop() ?? ''];
  const parts = [
    named || undefined,
    schema.items,
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    isUuid(field) ? [name] : idsInBody(field, seen),
  );
  return [...new Set([...fields, ...parts.flatMap((part) => idsInBody(part, seen))])].filter(
    (name) => !notOurs.has(name),
  );
}

function isUuid(schema: Schema): boolean {
  return (
    schema.format === 'uuid' || [schema.items ?? {}, ...(schema.anyOf ?? [])].some((part) => part.format === 'uuid')
  );
}

/** A path with ids in it. Streams and numbers are no ids by themselves. */
export function pathsOf(route: Route, ids: Ids): string[] {
  const filled = route.path
    .replace(':number', '1')
    .replace(':provider', 'aws')
    .replace(/:(\w+)/g, (whole, name: string) => (name === 'stream' ? whole : ids[kindOf(route.path, name)]));
  const streams = [`session:${ids.sessionId}`, `run:${ids.runId}`, `org:${ids.orgId}`];
  return filled.includes(':stream') ? streams.map((stream) => filled.replace(':stream', stream)) : [filled];
}

export function queryOf({ query }: Route, ids: Partial<Ids>): string {
  const search = new URLSearchParams();
  for (const { name, required, schema } of query) {
    const id = ids[kindsOfIds[name] ?? (name as keyof Ids)];
    if (id && !notOurs.has(name)) search.set(name, id);
    else if (required)
      search.set(name, String(name === 'name' || name === 'key' ? 'a.md' : sampleOf(schema, components.schemas)));
  }
  return search.size > 0 ? `?${search}` : '';
}

export const bodyOf = (route: Route, ids: Ids): object | undefined => {
  const sample = () => route.body && (sampleOf(route.body, components.schemas) as object);
  return (bodiesOf(ids)[route.key] ?? sample)();
};

export type Ask = { url: string; body?: object };

/** What the asker, who has `own`, asks of a route with ids that are not theirs. */
export function asksOf(route: Route, ids: Ids, own: Ids): Ask[] {
  const body = bodyOf(route, ids);
  const inPath = namesInPath(route).length > 0 ? pathsOf(route, ids) : [];
  const plain = inPath.length === 0 && bodiesOf(ids)[route.key] ? [route.path] : inPath;
  const direct = plain.map((path) => ({ url: `${path}${queryOf(route, {})}`, body: isGet(route) ? undefined : body }));
  const mixed = mixedOf(ids)[route.key];
  return mixed ? [...direct, ...pathsOf(route, own).map((url) => ({ url, body: mixed() }))] : direct;
}
