/** Which kinds of objects a cluster has, custom ones included, and where each is listed. */
import { AuroraError } from '../../../platform/errors.ts';
import { mapWithLimit } from '../../clouds/concurrency.ts';
import type { AskOptions } from '../provider.ts';
import type { KubernetesClient } from './client.ts';

export type KubernetesKind = { group: string; version: string; plural: string; kind: string };

type ResourceList = { resources?: { name: string; kind: string; verbs?: string[] }[] };
type GroupList = { groups?: { name: string; preferredVersion?: { version: string } }[] };

/** What changes every few seconds, is derived, or is no object of its own. */
const passing = new Set([
  'events',
  'leases',
  'endpoints',
  'endpointslices',
  'componentstatuses',
  'controllerrevisions',
]);
const derivedGroups = new Set([
  'metrics.k8s.io',
  'custom.metrics.k8s.io',
  'external.metrics.k8s.io',
  'events.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
]);

/** `deployments.apps`, `pods`: without the version, so that an upgrade of a cluster keeps its listings. */
export const scopeKind = ({ plural, group }: KubernetesKind): string => (group ? `${plural}.${group}` : plural);

export const listPath = ({ group, version, plural }: KubernetesKind): string =>
  `${groupPath(group, version)}/${plural}`;

const groupPath = (group: string, version: string) => (group ? `/apis/${group}/${version}` : `/api/${version}`);

/** Kinds that can be listed. A group whose own server is away is left out: nothing of it is marked as gone. */
export async function discoverKinds(client: KubernetesClient, options: AskOptions = {}): Promise<KubernetesKind[]> {
  const { groups = [] } = await client.get<GroupList>('/apis', { what: 'discover the kinds of objects', ...options });
  const wanted = groups.filter(({ name }) => !derivedGroups.has(name));
  const versions = [
    { group: '', version: 'v1' },
    ...wanted.flatMap(({ name, preferredVersion }) =>
      preferredVersion ? [{ group: name, version: preferredVersion.version }] : [],
    ),
  ];
  const found = await mapWithLimit(versions, 4, ({ group, version }) => kindsOf(client, group, version, options));
  return found.flat();
}

async function kindsOf(client: KubernetesClient, group: string, version: string, options: AskOptions) {
  const answer = await client
    .get<ResourceList>(groupPath(group, version), { what: 'discover the kinds of objects', ...options })
    .catch((error: unknown): ResourceList => {
      // Answered for by the API server; a connection that broke says nothing about the group.
      if (group && error instanceof AuroraError && error.details?.status !== undefined) return {};
      throw error;
    });
  return (answer.resources ?? [])
    .filter(({ name, verbs }) => !name.includes('/') && verbs?.includes('list') && !passing.has(name))
    .map(({ name, kind }) => ({ group, version, plural: name, kind }));
}

/** The preferred version of the kind that a scope names. Null: the cluster has no such group any more. */
export async function findKind(client: KubernetesClient, scope: string, options: AskOptions = {}) {
  const dot = scope.indexOf('.');
  if (dot === -1) return { group: '', version: 'v1', plural: scope };
  const group = scope.slice(dot + 1);
  const answer = await client.get<{ preferredVersion?: { version: string } }>(`/apis/${group}`, {
    what: `list ${scope}`,
    ...options,
  });
  return { group, version: answer.preferredVersion?.version ?? 'v1', plural: scope.slice(0, dot) };
}
