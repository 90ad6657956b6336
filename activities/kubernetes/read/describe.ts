import { AuroraError, notFound } from '../../../platform/errors.ts';
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import type { ClusterClient } from '../client.ts';
import { apiVersionOf, resourceName } from '../kinds.ts';
import { isWorkload, podsOf, podTroubles, rolloutOf } from '../rollout.ts';
import { readEvents } from './events.ts';
import { kindCalled } from './list.ts';
import { shownObject, shownStatus } from './show.ts';

export type DescribeQuestion = { kind: string; namespace?: string; name: string };

const eventsShown = 10;
const longestChain = 5;

/** One object: what it is, how it is, whose it is, and what the cluster told about it. */
export async function describeObject(client: ClusterClient, { kind: called, namespace, name }: DescribeQuestion) {
  const kind = await kindCalled(client, called);
  if (kind.namespaced && !namespace) throw whichNamespace(kind.kind);
  const object = await client.find({ kind, namespace, name });
  if (!object) throw notFound(`${resourceName(kind)} "${name}"`);
  const { uid, labels, creationTimestamp } = object.metadata ?? {};
  const events = await permitted(() => readEvents(client, { namespace, limit: eventsShown, ...(uid ? { uid } : {}) }));
  return {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    name,
    namespace: object.metadata?.namespace,
    createdAt: creationTimestamp,
    labels,
    object: shownObject({ ...object, kind: kind.kind }),
    status: shownStatus(object),
    ...(isWorkload(kind.kind)
      ? { rollout: rolloutOf(object, kind.kind), troubles: podTroubles(await podsOf(client, object)).slice(0, 5) }
      : {}),
    ownedBy: await ownersOf(client, object),
    events: typeof events === 'string' ? events : events.events,
  };
}

/** Who made it, and who made that: from a pod to its deployment. */
async function ownersOf(client: ClusterClient, object: KubernetesObject): Promise<string[]> {
  const chain: string[] = [];
  let current: KubernetesObject | null = object;
  while (current && chain.length < longestChain) {
    const owners: { kind: string; name: string; apiVersion?: string; controller?: boolean }[] =
      current.metadata?.ownerReferences ?? [];
    const owner = owners.find(({ controller }) => controller) ?? owners[0];
    if (!owner) break;
    chain.push(`${owner.kind}/${owner.name}`);
    const kind = await client.kinds.called(owner.kind);
    const namespace: string | undefined = current.metadata?.namespace;
    current = kind ? await client.find({ kind, namespace, name: owner.name }).catch(() => null) : null;
  }
  return chain;
}

/** @returns the sentence about the right that is missing, in place of the answer */
async function permitted<Answer>(ask: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'cloud_denied') return error.userMessage;
    throw error;
  }
}

const whichNamespace = (kind: string) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `A ${kind} belongs to a namespace. Say in which one to look.`,
  });
