/**
 * What a set of manifests would do to a cluster: each object by a server-side apply that is a dry run, beside the object
 * as it is. Changes nothing, and takes no field from another owner.
 */
import type { AppliedObject } from '../../db/kubernetes.ts';
import { AuroraError } from '../../platform/errors.ts';
import { mapWithLimit } from '../clouds/concurrency.ts';
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import { same } from '../terraform/values.ts';
import type { ClusterClient } from './client.ts';
import { type Manifest, projectAnnotation } from './gate/manifest.ts';
import type { ObjectKind } from './kinds.ts';
import { settled, settledNew } from './settled.ts';

/** What is done to one object. `uid` is that of the live one; a body with it is refused when another took its place. */
export type Step = {
  action: 'create' | 'update' | 'destroy';
  address: string;
  kind: ObjectKind;
  namespace?: string | undefined;
  name: string;
  uid: string | null;
  /** Sent as it is; null where the object is deleted. */
  body: KubernetesObject | null;
};

export type PlannedStep = Step & {
  /** Settled; null where there is none. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** It could not be tried, because its namespace is made by this very plan. */
  unchecked: boolean;
  /** It was there before and belonged to no project. */
  adopted: boolean;
};

export type ObjectPlan = {
  steps: PlannedStep[];
  unchanged: Manifest[];
  /** Applied once, and no longer there or somebody else's by now. */
  gone: AppliedObject[];
};

type Input = { projectId: string; manifests: Manifest[]; applied: AppliedObject[] };

const atOnce = 4;

/** @throws AuroraError `unprocessable` with every refusal of the cluster: conflicts with owners, rights, invalid fields */
export async function planObjects(
  client: ClusterClient,
  { projectId, manifests, applied }: Input,
): Promise<ObjectPlan> {
  const newSpaces = await namespacesToCome(client, manifests);
  const refusals: string[] = [];
  const plans = await mapWithLimit(manifests, atOnce, (manifest) =>
    inWords(refusals, () => planOne(client, manifest, projectId, newSpaces)),
  );
  const wanted = new Set(manifests.map(({ address }) => address));
  const left = applied.filter(({ address }) => !wanted.has(address));
  const removals = await mapWithLimit(left, atOnce, (row) => inWords(refusals, () => planRemoval(client, row)));
  if (refusals.length > 0) throw refused(refusals);
  return {
    steps: [...plans, ...removals].flatMap((one) => (one && one !== 'unchanged' && one !== 'gone' ? [one] : [])),
    unchanged: manifests.filter((_, index) => plans[index] === 'unchanged'),
    gone: left.filter((_, index) => removals[index] === 'gone'),
  };
}

/** A refusal of the cluster is about one object: the others are asked all the same, so that people hear of all. */
async function inWords<Result>(refusals: string[], work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || error.code === 'credentials_rejected') throw error;
    refusals.push(error.userMessage);
    return null;
  }
}

async function namespacesToCome(client: ClusterClient, manifests: Manifest[]): Promise<Set<string>> {
  const spaces = manifests.filter(({ kind }) => kind.group === '' && kind.kind === 'Namespace');
  const live = await mapWithLimit(spaces, atOnce, (space) => client.find(space));
  return new Set(spaces.filter((_, index) => live[index] === null).map(({ name }) => name));
}

async function planOne(
  client: ClusterClient,
  manifest: Manifest,
  projectId: string,
  newSpaces: Set<string>,
): Promise<PlannedStep | 'unchanged'> {
  const { address, kind, namespace, name } = manifest;
  const unchecked = namespace !== undefined && newSpaces.has(namespace);
  const live = unchecked ? null : await client.find(manifest);
  if (live) assertOurs(address, live, projectId);
  const body = bodyOf(manifest, projectId, live?.metadata?.uid);
  const made = unchecked ? body : await client.apply(manifest, body);
  const before = live && settled(live);
  const after = live ? settled(made) : settledNew(made, manifest.body);
  if (before && same(before, after)) return 'unchanged';
  return {
    action: live ? 'update' : 'create',
    address,
    kind: kindPlace(kind),
    namespace,
    name,
    uid: live?.metadata?.uid ?? null,
    body,
    before,
    after,
    unchecked,
    adopted: live !== null && annotationsOf(live)[projectAnnotation] === undefined,
  };
}

/** What is sent: the manifest, with whose it is, and for a live object which very one is meant. */
export function bodyOf({ body }: Manifest, projectId: string, uid: string | undefined): KubernetesObject {
  const annotations = { ...annotationsOf(body), [projectAnnotation]: projectId };
  return {
    ...body,
    metadata: { ...body.metadata, ...(uid ? { uid } : {}), annotations } as KubernetesObject['metadata'],
  };
}

const annotationsOf = ({ metadata }: KubernetesObject): Record<string, string> =>
  (metadata as { annotations?: Record<string, string> } | undefined)?.annotations ?? {};

export const kindPlace = ({ group, version, plural, kind, namespaced }: ObjectKind): ObjectKind => ({
  group,
  version,
  plural,
  kind,
  namespaced,
});

function assertOurs(address: string, live: KubernetesObject, projectId: string): void {
  const owner = annotationsOf(live)[projectAnnotation];
  if (owner !== undefined && owner !== projectId)
    throw notNow(
      `${address} belongs to another project of Aurora. Change it there, or take it out of that project first.`,
    );
  if ((live.metadata as { deletionTimestamp?: string } | undefined)?.deletionTimestamp)
    throw notNow(`${address} is being deleted right now. Wait until it is gone, then plan again.`);
}

async function planRemoval(client: ClusterClient, row: AppliedObject): Promise<PlannedStep | 'gone'> {
  const { address, apiVersion, kind: kindName, name, uid } = row;
  const kind = (await client.kinds.ofVersion(apiVersion)).find((each) => each.kind === kindName);
  // The cluster forgot the kind, and its objects with it.
  if (!kind) return 'gone';
  const namespace = row.namespace ?? undefined;
  const live = await client.find({ kind, namespace, name });
  if (live?.metadata?.uid !== uid) return 'gone';
  const place = { address, kind: kindPlace(kind), namespace, name, uid };
  await client.remove(place, uid);
  return {
    action: 'destroy',
    ...place,
    body: null,
    before: settled(live),
    after: null,
    unchecked: false,
    adopted: false,
  };
}

const notNow = (userMessage: string) => new AuroraError({ code: 'conflict', retryable: false, userMessage });

const named = 5;

const refused = (refusals: string[]) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `The cluster refuses this plan. ${refusals.slice(0, named).join(' ')}${refusals.length > named ? ` And ${refusals.length - named} more.` : ''}`,
    details: { refusals },
  });
