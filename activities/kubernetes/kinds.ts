/** The kinds of objects that a cluster has, as it says itself: https://kubernetes.io/docs/concepts/overview/kubernetes-api/ */
import { mapWithLimit } from '../clouds/concurrency.ts';

/** As much of a kind as an object of it is found by. */
export type ObjectKind = { group: string; version: string; plural: string; kind: string; namespaced: boolean };

export type ClusterKind = ObjectKind & { verbs: string[]; names: string[] };

type ResourceList = {
  resources?: {
    name: string;
    singularName?: string;
    kind: string;
    namespaced?: boolean;
    verbs?: string[];
    shortNames?: string[];
  }[];
};
type GroupList = { groups?: { name: string; preferredVersion?: { version: string } }[] };

/** Reads a path of the discovery; null where there is none, or where the group's own server is away. */
export type Discover = <Answer>(path: string) => Promise<Answer | null>;

export const apiVersionOf = ({ group, version }: Pick<ClusterKind, 'group' | 'version'>): string =>
  group ? `${group}/${version}` : version;

/** As RBAC and people name it: `deployments.apps`, `pods`. */
export const resourceName = ({ plural, group }: Pick<ClusterKind, 'plural' | 'group'>): string =>
  group ? `${plural}.${group}` : plural;

export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash === -1
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export const groupPath = ({ group, version }: Pick<ClusterKind, 'group' | 'version'>): string =>
  group ? `/apis/${group}/${version}` : `/api/${version}`;

export function pathOf(kind: ObjectKind, namespace?: string, name?: string): string {
  const within = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${groupPath(kind)}${within}/${kind.plural}${name ? `/${encodeURIComponent(name)}` : ''}`;
}

/** A DNS label or subdomain: nothing else is put into a path of discovery. */
const apiVersionForm = /^([a-z0-9.-]{1,253}\/)?v[0-9][a-z0-9]{0,30}$/;

export function clusterKinds(discover: Discover) {
  const known = new Map<string, Promise<ClusterKind[]>>();

  const ofVersion = (apiVersion: string): Promise<ClusterKind[]> => {
    const found = known.get(apiVersion) ?? read(apiVersion);
    known.set(apiVersion, found);
    return found;
  };

  async function read(apiVersion: string): Promise<ClusterKind[]> {
    if (!apiVersionForm.test(apiVersion)) return [];
    const { group, version } = splitApiVersion(apiVersion);
    const answer = await discover<ResourceList>(groupPath({ group, version }));
    return (answer?.resources ?? [])
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, singularName, kind, namespaced = true, verbs = [], shortNames = [] }) => ({
        group,
        version,
        plural: name,
        kind,
        namespaced,
        verbs,
        names: [name, kind.toLowerCase(), singularName ?? '', ...shortNames].filter(Boolean),
      }));
  }

  async function all(): Promise<ClusterKind[]> {
    const groups = (await discover<GroupList>('/apis'))?.groups ?? [];
    const versions = groups.flatMap(({ name, preferredVersion }) =>
      preferredVersion ? [`${name}/${preferredVersion.version}`] : [],
    );
    return (await mapWithLimit(['v1', ...versions], 4, ofVersion)).flat();
  }

  return {
    /** The kinds of one `apiVersion`, such as `apps/v1`; none where the cluster does not serve it. */
    ofVersion,
    all,

    /**
     * @param name as people say it: `pods`, `deploy`, `Deployment`, `deployments.apps`
     * @returns the core group's first, then the workloads', when several groups have the name
     */
    async called(name: string): Promise<ClusterKind | null> {
      const wanted = name.trim().toLowerCase();
      const core = await ofVersion('v1');
      const fits = (kind: ClusterKind) => kind.names.includes(wanted) || resourceName(kind) === wanted;
      return core.find(fits) ?? (await all()).find((kind) => kind.group !== '' && fits(kind)) ?? null;
    },
  };
}

export type ClusterKinds = ReturnType<typeof clusterKinds>;
