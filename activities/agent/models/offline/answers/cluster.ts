/** What a cluster's tools answer, told in words. */
import type { ClusterRequest } from '../cluster-requests.ts';
import { isObject, type Json, type Turn } from '../conversation.ts';
import { look, resultOf } from '../looking.ts';
import { type Call, type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, capital, quoted, shown } from '../words.ts';

type Reading = Exclude<ClusterRequest, { ask: 'scale' | 'image' }>;

function callOf(request: Reading): Call {
  const where = request.namespace ? { namespace: request.namespace } : {};
  if (request.ask === 'list') return { name: 'kubernetes_list', args: { kind: request.of, ...where } };
  if (request.ask === 'rollouts') return { name: 'kubernetes_rollouts', args: where };
  const { pod, previous } = request;
  return { name: 'kubernetes_logs', args: { pod, ...where, tail: 50, ...(previous ? { previous } : {}) } };
}

export function cluster(request: Reading, turn: Turn, tools: ReadonlySet<string>): Reply {
  if (request.ask === 'logs' && request.namespace === null) return say('In which namespace is that pod?');
  const call = callOf(request);
  if (!tools.has(call.name)) return say(`I cannot look into the cluster here: the tool \`${call.name}\` is missing.`);
  const looking = look(turn, tools, [call], 'I look into the cluster.');
  if (looking !== null) return looking;
  const done = resultOf(turn, call);
  const result = done?.result ?? null;
  if (result?.ok !== true) return say(`${capital(because(errorWords(result, done?.text ?? 'no answer'), 400))}.`);
  return { text: tell(request, result).join('\n'), calls: [] };
}

function tell(request: Reading, result: Json): string[] {
  if (request.ask === 'list') return listed(request, result);
  return request.ask === 'logs' ? logLines(result) : rollouts(result);
}

const where = ({ namespace }: { namespace: string | null }) =>
  namespace ? ` in the namespace ${shown(namespace)}` : '';

function listed(request: Extract<Reading, { ask: 'list' }>, result: Json): string[] {
  const items = asObjects(result.items);
  if (items.length === 0) return [`There are no ${request.of}${where(request)}.`];
  const more = result.cursor === undefined ? '' : ', the first of more';
  return [
    `${capital(request.of)}${where(request)} (${items.length}${more}):`,
    ...items.map((item) => `- ${line(item)}`),
  ];
}

/** The name, and whatever facts the tool gave of this kind. */
function line({ name, namespace, createdAt: _age, ...facts }: Json): string {
  const told = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined && !isObject(value))
    .map(([key, value]) => `${key} ${quoted(Array.isArray(value) ? value.join(' ') : value, 80)}`);
  const place = typeof namespace === 'string' ? `${namespace}/` : '';
  return `${shown(`${place}${String(name)}`)}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}

function logLines(result: Json): string[] {
  const lines = String(result.log ?? '')
    .replaceAll('```', "'''")
    .trimEnd();
  const head = `The last lines of container ${shown(result.container)} of ${shown(result.pod)}`;
  return lines === '' ? [`${head}: it has written nothing.`] : [`${head}, secrets masked:`, '```', lines, '```'];
}

function rollouts(result: Json): string[] {
  const workloads = asObjects(result.workloads);
  if (workloads.length === 0) return ['There are no workloads there.'];
  return [
    `${quoted(result.ready, 20)} of ${quoted(result.total, 20)} workloads are ready:`,
    ...workloads.map(({ kind, name, namespace, text, why }) => {
      const reasons = Array.isArray(why) ? why.map((one) => quoted(one, 160)) : [];
      return `- ${shown(`${String(kind)}/${String(namespace)}/${String(name)}`)}: ${[quoted(text, 160), ...reasons].join('; ')}`;
    }),
  ];
}
