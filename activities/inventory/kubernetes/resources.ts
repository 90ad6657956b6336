/** From an object of the API to a resource, with whom it refers to by uid. */
import type { ResourceGaps } from '../../../db/model/estate.ts';
import type { Json } from '../../clouds/provider.ts';
import { chooseFields, isoTime } from '../json-fields.ts';
import type { AskOptions, InventoryResource } from '../provider.ts';
import type { KubernetesKind } from './discovery.ts';
import type { clusterNames } from './names.ts';
import type { KubernetesObject } from './objects.ts';
import { referencesOf, single } from './references.ts';
import { kubernetesType } from './types.ts';

export type Names = ReturnType<typeof clusterNames>;

export async function resourcesOf(
  objects: KubernetesObject[],
  kind: Pick<KubernetesKind, 'group' | 'kind'>,
  { account, names, ...options }: { account: string; names: Names } & AskOptions,
): Promise<InventoryResource[]> {
  const nativeType = kind.group ? `${kind.group}/${kind.kind}` : kind.kind;
  const resources: InventoryResource[] = [];
  for (const object of objects) {
    if (!object.metadata?.uid) continue;
    const { category, fields = {} } = kubernetesType(nativeType);
    const { refs, gaps } = await resolve(nativeType, object, names, options);
    resources.push({
      cloudId: object.metadata.uid,
      account,
      region: 'global',
      service: kind.group || 'core',
      nativeType,
      category,
      name: object.metadata.name ?? object.metadata.uid,
      tags: object.metadata.labels ?? {},
      attributes: { ...chooseFields(object, { namespace: 'metadata.namespace', ...fields }), ...refs },
      ...created(object),
      ...(Object.keys(gaps).length > 0 ? { gaps } : {}),
    });
  }
  return resources;
}

async function resolve(nativeType: string, object: KubernetesObject, names: Names, options: AskOptions) {
  const refs: Record<string, Json> = {};
  const gaps: ResourceGaps = {};
  const owners = object.metadata?.ownerReferences?.map(({ uid }) => uid) ?? [];
  if (owners.length > 0) refs.ownerUids = owners.sort();
  for (const reference of referencesOf(nativeType, object)) {
    const uid = await names.uidOf(reference, options);
    if (uid === 'denied') gaps[reference.attribute] = 'access_denied';
    else if (uid) add(refs, reference.attribute, uid);
  }
  if (nativeType === 'Pod') Object.assign(refs, await selecting(object, names, options));
  return { refs, gaps };
}

function add(refs: Record<string, Json>, attribute: string, uid: string): void {
  const before = refs[attribute];
  refs[attribute] = single.has(attribute) ? uid : [...new Set([...(Array.isArray(before) ? before : []), uid])].sort();
}

/**
 * Which services send traffic to this pod. Kept with the pod and not with the service: pods come and go with every
 * roll-out, and a service that lists them would change each time.
 */
async function selecting({ metadata }: KubernetesObject, names: Names, options: AskOptions) {
  const { labels = {}, namespace } = metadata ?? {};
  const services = (await names.serviceSelectors(options)).filter(
    (service) =>
      service.namespace === namespace &&
      Object.entries(service.selector).every(([name, value]) => labels[name] === value),
  );
  if (services.length === 0) return {};
  return { selectedBy: services.map(({ uid, selector }) => ({ service: uid, selector })) };
}

function created({ metadata }: KubernetesObject): { createdAt?: string } {
  const at = isoTime(metadata?.creationTimestamp);
  return at ? { createdAt: at } : {};
}
