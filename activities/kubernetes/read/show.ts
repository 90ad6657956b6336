/** An object as it may be shown to a person or a model: without values that are nobody's to read, and not for ever long. */
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import type { Marks } from '../../terraform/plan-json.ts';
import { mask, type SecretSet, toSecretSet } from '../../terraform/redact.ts';
import { isObject } from '../../terraform/values.ts';
import { collectMarked, marksOf } from '../marks.ts';
import { hideSecrets } from '../redact.ts';
import { settled } from '../settled.ts';

const longest = { text: 600, object: 8_000, key: 120 };

/** What the object's own marks hold: masked wherever else it stands, in logs too. */
export function secretsIn(object: KubernetesObject): SecretSet {
  const values = new Set<string>();
  collectMarked(object, marksOf(object), values);
  return toSecretSet(values);
}

/** Everything but status; for a Secret its keys and how long their values are. */
export function shownObject(object: KubernetesObject): Record<string, unknown> | string {
  if (object.kind === 'Secret') return shownSecret(object);
  const { metadata: _metadata, apiVersion: _version, kind: _kind, ...rest } = settled(object);
  return bounded(masked(rest, marksOf(object), secretsIn(object)));
}

const shownSecret = ({ type, data, immutable }: KubernetesObject) => ({
  type,
  ...(immutable === undefined ? {} : { immutable }),
  keys: Object.entries(isObject(data) ? data : {}).map(([key, value]) => ({
    key: key.slice(0, longest.key),
    bytes: Buffer.from(String(value), 'base64').length,
  })),
  values: 'never shown',
});

function masked(value: unknown, marks: Marks, secrets: SecretSet): unknown {
  if (marks === true) return mask;
  if (typeof value === 'string') return cutText(hideSecrets(value, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const markOf = (key: string) =>
    typeof marks === 'object' ? ((marks as Record<string, Marks>)[key] ?? false) : false;
  if (Array.isArray(value)) return value.map((item, index) => masked(item, markOf(String(index)), secrets));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, masked(part, markOf(key), secrets)]));
}

export const cutText = (text: string, most = longest.text): string =>
  text.length > most ? `${text.slice(0, most)}... (cut, ${text.length} characters)` : text;

function bounded(value: unknown): Record<string, unknown> | string {
  const text = JSON.stringify(value);
  return text.length > longest.object ? cutText(text, longest.object) : (value as Record<string, unknown>);
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Counters and conditions of whatever kind; of a pod also its containers. */
export function shownStatus({ status: raw }: KubernetesObject): Fields {
  const status = fieldsOf(raw);
  const plain = Object.entries(status).filter(([, value]) => typeof value !== 'object' && value !== undefined);
  const conditions = listOf(status.conditions).map(({ type, status: holds, reason, message }) => ({
    type,
    status: holds,
    ...(reason ? { reason } : {}),
    ...(message ? { message: cutText(hideSecrets(String(message)), 200) } : {}),
  }));
  const containers = [...listOf(status.initContainerStatuses), ...listOf(status.containerStatuses)].map(shownContainer);
  return {
    ...Object.fromEntries(plain.slice(0, 30)),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(containers.length > 0 ? { containers } : {}),
  };
}

function shownContainer({ name, ready, restartCount, state, lastState, image }: Fields): Fields {
  const [now] = Object.entries(fieldsOf(state));
  const before = fieldsOf(fieldsOf(lastState).terminated);
  const why = fieldsOf(now?.[1]);
  return {
    name,
    image,
    ready,
    restarts: restartCount,
    state: now?.[0] ?? 'unknown',
    ...(why.reason ? { reason: why.reason } : {}),
    ...(why.message ? { message: cutText(hideSecrets(String(why.message)), 200) } : {}),
    ...(before.reason ? { endedBefore: { reason: before.reason, exitCode: before.exitCode } } : {}),
  };
}
