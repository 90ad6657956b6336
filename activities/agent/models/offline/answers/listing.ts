/** "List my buckets", "what do I have": live listings, told in words. */
import { isObject, type Json, type Turn } from '../conversation.ts';
import { allKinds, type Kind, kinds } from '../kinds.ts';
import { fresh, listCall, look } from '../looking.ts';
import { region as regionOf } from '../read.ts';
import { type Call, type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, capital, count, quoted, sentenceList, shown } from '../words.ts';

/** More than this is a table, and the page has those. */
const longestList = 20;

export function list(of: readonly Kind[], request: string, turn: Turn, tools: ReadonlySet<string>): Reply {
  if (!tools.has('list_resources'))
    return say('I cannot look into the account here: the tool `list_resources` is missing.');
  const listable = of.filter((kind) => kinds[kind].listable);
  const blind = of.filter((kind) => !kinds[kind].listable);
  const cannot =
    blind.length === 0
      ? undefined
      : `I cannot read ${sentenceList(blind.map((kind) => kinds[kind].many))} from the account yet; those of this project are in its files.`;
  if (listable.length === 0) return say(cannot);

  const place = regionOf(request);
  const calls = listable.map(
    (kind): Call => (place === undefined ? listCall(kind) : { name: 'list_resources', args: { kind, region: place } }),
  );
  const looking = look(
    turn,
    tools,
    calls,
    `I look at ${sentenceList(listable.map((kind) => kinds[kind].many))} in the account.`,
  );
  if (looking !== null) return looking;
  return { text: [...calls.map((one) => listed(turn, one)), cannot].filter(Boolean).join('\n\n'), calls: [] };
}

function listed(turn: Turn, call: Call): string {
  const kind = call.args.kind as Kind;
  const done = fresh(turn).findLast(
    ({ name, args }) => name === call.name && args.kind === kind && args.region === call.args.region,
  );
  const result = done?.result ?? null;
  if (result?.ok !== true)
    return `I could not list ${kinds[kind].many}: ${because(errorWords(result, done?.text ?? 'no answer'))}.`;
  const resources = asObjects(result.resources);
  const place = `${where(result)}`;
  if (resources.length === 0) return `There ${kinds[kind].one ? 'is' : 'are'} no ${kinds[kind].one} ${place}.`;
  const more = resources.length > longestList ? `\n- and ${resources.length - longestList} more` : '';
  const cut = result.truncated === true ? ' (and more: the listing was cut)' : '';
  const lines = resources.slice(0, longestList).map((resource) => `- ${line(resource)}`);
  return `${capital(count(resources.length, kinds[kind].one, kinds[kind].many))}${cut} ${place}:\n${lines.join('\n')}${more}`;
}

function where(result: Json): string {
  const sandbox = result.sandbox === true ? 'the sandbox account' : 'account';
  return `in ${sandbox} ${shown(result.account)}, ${shown(result.region)}`;
}

function line(resource: Json): string {
  const attributes = isObject(resource.attributes) ? resource.attributes : {};
  const facts = [
    'state',
    'instanceType',
    'cidrBlock',
    'runtime',
    'engine',
    'status',
    'versioning',
    'isDefault',
  ].flatMap((name) => {
    const value = attributes[name];
    return value === undefined || value === null || typeof value === 'object' ? [] : [`${name} ${quoted(value, 40)}`];
  });
  const region = typeof resource.region === 'string' && resource.region !== 'global' ? [] : [];
  const created =
    typeof resource.createdAt === 'string' ? [`created ${quoted(resource.createdAt.slice(0, 10), 12)}`] : [];
  const rest = [...region, ...facts, ...created];
  return `${shown(resource.name ?? resource.id)}${rest.length > 0 ? ` (${rest.join(', ')})` : ''}`;
}

const inventoryKinds = allKinds.filter((kind) => kinds[kind].listable && kind !== 'subnet');

export function inventory(turn: Turn, tools: ReadonlySet<string>): Reply {
  if (!tools.has('list_resources'))
    return say('I cannot look into the account here: the tool `list_resources` is missing.');
  const calls = inventoryKinds.map(listCall);
  const looking = look(turn, tools, calls, 'I look through the account.');
  if (looking !== null) return looking;
  const results = fresh(turn).filter(({ name }) => name === 'list_resources');
  const read = results.filter(({ result }) => result?.ok === true);
  const failed = results.filter(({ result }) => result?.ok !== true);
  const lines = read.flatMap(({ args, result }) => {
    const resources = asObjects(result?.resources);
    const { one, many } = kinds[args.kind as Kind];
    const names = resources.slice(0, 5).map(({ name, id }) => shown(name ?? id));
    const more = resources.length > 5 ? ` and ${resources.length - 5} more` : '';
    return resources.length === 0 ? [] : [`- ${count(resources.length, one, many)}: ${names.join(', ')}${more}`];
  });
  const first = read[0]?.result;
  const trouble =
    failed.length === 0
      ? ''
      : `\n\nI could not read ${sentenceList(failed.map(({ args }) => kinds[args.kind as Kind]?.many ?? 'some'))}: ${because(errorWords(failed[0]?.result ?? null, failed[0]?.text ?? ''))}.`;
  const head =
    first === undefined
      ? ''
      : lines.length === 0
        ? `There is nothing ${where(first ?? {})} that I can list.`
        : `${capital(where(first ?? {}))} there ${lines.length === 1 ? 'is' : 'are'}:`;
  return { text: `${[head, ...lines].filter(Boolean).join('\n')}${trouble}`.trim(), calls: [] };
}
