import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import { isObject } from '../../terraform/values.ts';
import type { ClusterClient } from '../client.ts';
import { hideSecrets } from '../redact.ts';
import { cutText } from './show.ts';

export type EventQuestion = { namespace?: string; uid?: string; name?: string; warnings?: boolean; limit: number };

/** A cluster keeps its events about an hour, and gives them in no order: this many are looked at. */
export const eventsLookedAt = 500;

/** What the cluster told about its objects, newest first. */
export async function readEvents(client: ClusterClient, { namespace, uid, name, warnings, limit }: EventQuestion) {
  const kind = (await client.kinds.ofVersion('v1')).find(({ plural }) => plural === 'events');
  if (!kind) return { events: [], more: false };
  const fields = [
    ...(uid ? [`involvedObject.uid=${uid}`] : []),
    ...(name ? [`involvedObject.name=${name}`] : []),
    ...(warnings ? ['type=Warning'] : []),
  ];
  const query = { limit: String(eventsLookedAt), ...(fields.length > 0 ? { fieldSelector: fields.join(',') } : {}) };
  const { items, next } = await client.list(kind, namespace, query);
  const events = items.map(shown).sort((a, b) => (a.at < b.at ? 1 : -1));
  return { events: events.slice(0, limit), more: next !== undefined || events.length > limit };
}

function shown(event: KubernetesObject) {
  const { type, reason, message, count, lastTimestamp, eventTime, involvedObject } = event;
  const about = isObject(involvedObject) ? involvedObject : {};
  return {
    at: String(lastTimestamp ?? eventTime ?? event.metadata?.creationTimestamp ?? ''),
    type,
    reason,
    about: [about.kind, about.namespace, about.name].filter(Boolean).join('/'),
    message: cutText(hideSecrets(String(message ?? '')), 300),
    ...(typeof count === 'number' && count > 1 ? { times: count } : {}),
  };
}
