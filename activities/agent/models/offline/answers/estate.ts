/** The inventory and its graph, told in words. Every resource is cited as a link to its page. */
import { isObject, type Json, type Turn } from '../conversation.ts';
import type { EstateQuestion } from '../estate-questions.ts';
import { look, resultOf } from '../looking.ts';
import { type Call, type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, capital, count, quoted, shown } from '../words.ts';

const graphTools = {
  breaks: 'blast_radius',
  destroyed_with_it: 'blast_radius',
  history: 'resource_history',
  neighbours: 'resource_neighbours',
  describe: 'describe_resource',
} as const;

function callOf(question: EstateQuestion): Call | null {
  if (question.ask === 'search') return { name: 'search_inventory', args: question.filter };
  const { ask, name } = question;
  if (name === null) return null;
  const mode = ask === 'breaks' || ask === 'destroyed_with_it' ? { mode: ask } : {};
  return { name: graphTools[ask], args: { resource: name, ...mode } };
}

export function estate(question: EstateQuestion, turn: Turn, tools: ReadonlySet<string>): Reply {
  const call = callOf(question);
  if (call === null) return say('Which resource do you mean? Give me its name or its id.');
  if (!tools.has(call.name)) return say(`I cannot look into the inventory here: the tool \`${call.name}\` is missing.`);
  const looking = look(turn, tools, [call], 'I look into the inventory.');
  if (looking !== null) return looking;
  const done = resultOf(turn, call);
  const result = done?.result ?? null;
  if (result?.ok !== true) return { text: notFound(result, done?.text ?? 'no answer'), calls: [] };
  return { text: [...tell(question, result), freshness(result)].filter(Boolean).join('\n'), calls: [] };
}

function notFound(result: Json | null, text: string): string {
  const candidates = asObjects(result?.candidates).map((one) => `- ${line(one)}`);
  const head = `${capital(because(errorWords(result, text)))}.`;
  return [head, ...candidates, candidates.length === 0 && result && freshness(result)].filter(Boolean).join('\n');
}

function tell(question: EstateQuestion, result: Json): string[] {
  switch (question.ask) {
    case 'search':
      return found(result);
    case 'breaks':
      return impact(result, ['depends on', 'depend on'], 'Nothing in the inventory depends on');
    case 'destroyed_with_it':
      return impact(result, ['would go with', 'would go with'], 'Nothing in the inventory would go with');
    case 'history':
      return history(result);
    case 'neighbours':
      return neighbours(result);
    case 'describe':
      return describe(result);
  }
}

function found(result: Json): string[] {
  const resources = asObjects(result.resources);
  if (resources.length === 0) return ['The inventory has no such resource.'];
  const total = String(result.total);
  const rest = total === String(resources.length) ? '' : `, the first ${resources.length} of them`;
  const noun = total === '1' ? 'resource' : 'resources';
  return [`The inventory has ${quoted(total, 30)} such ${noun}${rest}:`, ...resources.map((one) => `- ${line(one)}`)];
}

function impact(result: Json, [one, many]: [string, string], none: string): string[] {
  const hits = asObjects(result.hits);
  const root = link(result.resource);
  if (hits.length === 0) return [`${none} ${root}, as far as it can be seen there.`];
  const total = String(result.total);
  const rest = total === String(hits.length) ? '' : `, the nearest ${hits.length} of them`;
  const lines = hits.map((hit) => `- ${line(hit)}: ${shown(hit.way, 300)}`);
  return [
    `${capital(quoted(total, 30))} ${total === '1' ? `resource ${one}` : `resources ${many}`} ${root}${rest}:`,
    ...lines,
    quoted(result.limits),
  ];
}

function history(result: Json): string[] {
  const entries = asObjects(result.history);
  const root = link(result.resource);
  if (entries.length === 0) return [`No change of ${root} was seen yet.`];
  const lines = entries.map(({ kind, at, changes }) => {
    const paths = asObjects(changes).map(
      ({ path, before, after }) => `${shown(path)} from ${shown(before, 40)} to ${shown(after, 40)}`,
    );
    return `- ${quoted(at, 40).slice(0, 16).replace('T', ' ')}: ${quoted(kind, 20)}${paths.length > 0 ? `, ${paths.join('; ')}` : ''}`;
  });
  return [`What syncs saw of ${root}, newest first:`, ...lines, result.more === true ? '- and earlier changes' : ''];
}

function neighbours(result: Json): string[] {
  const groups = asObjects(result.groups);
  const root = link(result.resource);
  if (groups.length === 0) return [`The inventory knows nothing that stands next to ${root}.`];
  const lines = groups.flatMap((group) => {
    const items = asObjects(group.shown);
    const more = Number(group.count) - items.length;
    return [`- ${quoted(group.reads, 80)}: ${items.map(line).join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
  });
  return [`Next to ${root}:`, ...lines];
}

function describe(result: Json): string[] {
  const resource = isObject(result.resource) ? result.resource : {};
  const projects = asObjects(resource.managedBy).map(
    ({ projectName, address }) => `${shown(projectName)} as ${shown(address)}`,
  );
  const none = resource.managedElsewhere
    ? `Managed ${quoted(resource.managedElsewhere, 80)}`
    : 'In no project of Aurora';
  const tags = Object.entries(isObject(resource.tags) ? resource.tags : {}).map(([key, value]) =>
    shown(`${key}=${String(value)}`),
  );
  const attributes = isObject(resource.attributes) ? resource.attributes : {};
  const facts = Object.entries(attributes).filter(([, value]) => value !== null && typeof value !== 'object');
  return [
    `${line(resource)}, account ${shown(resource.account)}.`,
    `- ${projects.length > 0 ? `Managed by ${projects.join(', ')}` : none} (${quoted(resource.codification, 20)})`,
    `- Tags: ${tags.length > 0 ? tags.join(', ') : 'none'}`,
    ...facts.slice(0, 15).map(([key, value]) => `- ${quoted(key, 60)}: ${shown(value, 120)}`),
  ];
}

/** Inline code binds closer than a link's brackets, so no name can break out of its link. */
const link = (resource: unknown): string => {
  const { id, name } = isObject(resource) ? resource : {};
  return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? `[${shown(name)}](/inventory/${id})` : shown(name);
};

function line(resource: Json): string {
  const facts = [resource.nativeType, resource.region].filter((fact) => typeof fact === 'string');
  return `${link(resource)}${facts.length > 0 ? ` (${facts.map((fact) => quoted(fact, 80)).join(', ')})` : ''}`;
}

/** The oldest listing counts: an answer is as fresh as its stalest part. */
function freshness(result: Json): string {
  const syncs = asObjects(result.lastSync);
  const times = syncs.map(({ lastCompleteSync }) => String(lastCompleteSync)).filter((at) => /^\d{4}-/.test(at));
  const never = syncs.length - times.length;
  const missing =
    never > 0 ? `${count(never, 'connected account')} never synced whole, so what it holds may be missing.` : '';
  const oldest = times.sort()[0];
  const as = oldest ? `As of the sync of ${quoted(oldest, 40).slice(0, 16).replace('T', ' ')} UTC.` : '';
  return ['', [as, missing].filter(Boolean).join(' ')].join('\n').trimEnd();
}
