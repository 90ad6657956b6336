/** Why a resource exists, as `resource_why` knows it. */
import type { Json, Turn } from '../conversation.ts';
import { isObject } from '../conversation.ts';
import { look, resultOf } from '../looking.ts';
import { type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, capital, quoted, sentenceList, shown } from '../words.ts';

export function why(name: string, turn: Turn, tools: ReadonlySet<string>): Reply {
  const asked = { name: 'resource_why', args: { resource: name } };
  if (!tools.has(asked.name)) return say('I cannot look that up here: the tool `resource_why` is missing.');
  const looking = look(turn, tools, [asked], 'I look at where it comes from.');
  if (looking !== null) return looking;
  const done = resultOf(turn, asked);
  const result = done?.result ?? null;
  if (result?.ok === true) return { text: tell(result), calls: [] };
  const candidates = Array.isArray(result?.candidates) ? result.candidates : [];
  if (candidates.length > 0)
    return say(
      `Several resources are called ${shown(name)}: ${sentenceList(candidates.map((one) => shown(one, 120)))}. Which one do you mean?`,
    );
  return say(
    `I could not find out why ${shown(name)} exists: ${because(errorWords(result, done?.text ?? 'no answer'))}.`,
  );
}

const verbs: Record<string, string> = {
  created: 'created it',
  imported: 'brought it under code',
  updated: 'changed it',
  destroyed: 'destroyed it',
  forgotten: 'let go of it',
};

function tell(result: Json): string {
  const history = asObjects(result.history);
  const head = standing(result);
  if (history.length === 0) return [head, elsewhere(result)].filter(Boolean).join(' ');
  const runs = new Map(asObjects(result.runs).map((run) => [String(run.runId), run]));
  const lines = oncePerRun(history).map((step) => `- ${line(step, runs.get(String(step.runId)))}`);
  return `${head}\n${lines.join('\n')}`;
}

function standing({ cloudId, addresses, codified, history }: Json): string {
  const gone = asObjects(history).at(-1)?.kind === 'destroyed' && codified !== true;
  const held = asObjects(addresses)[0];
  const where = held ? `, in the project ${shown(held.project)} as ${shown(held.address, 120)}` : '';
  return `${shown(cloudId, 160)} ${gone ? 'is gone' : `exists${where}`}.`;
}

function elsewhere({ saidByProvider, resource, unseen }: Json): string {
  if (unseen) return `${quoted(unseen, 160)} What was done to it there is not told either.`;
  const tags = asObjects(saidByProvider).map(({ tag, value }) => shown(`${tag} = ${value}`, 120));
  const seen = isObject(resource) ? ` It was first seen on ${day(resource.firstSeenAt)}.` : '';
  const said = tags.length > 0 ? `Its tags say ${sentenceList(tags)}.` : 'Its tags do not say who made it.';
  return `No run of Aurora made it. ${said}${seen}`;
}

/** A bucket and its parts are made by the same run: one line. */
const oncePerRun = (history: Json[]): Json[] =>
  history.filter(
    ({ runId, kind }, at) =>
      runId === null || history.findIndex((one) => one.runId === runId && one.kind === kind) === at,
  );

function line(step: Json, run: Json | undefined): string {
  const did = verbs[String(step.kind)] ?? 'touched it';
  if (!run) return `${capital(day(step.at))}: something outside of Aurora's runs ${did} in the state.`;
  const message = isObject(run.message) ? run.message : null;
  const asked = message
    ? `${quoted(message.by ?? 'someone', 60)} asked: "${quoted(message.text, 240)}"`
    : `${quoted(run.requestedBy, 60)} started it`;
  const revision = isObject(run.revision)
    ? `, as revision ${quoted(run.revision.number, 12)}: ${because(run.revision.reason)}`
    : '';
  return `${day(step.at)}: the run ${shown(run.runId, 40)} ${did}. ${capital(asked)}${revision}. ${approvedBy(run)}`;
}

function approvedBy(run: Json): string {
  const counted = asObjects(run.approvals).filter((one) => one.counted === true && one.decision === 'approve');
  if (counted.length === 0) return 'I see no approval that counted.';
  const names = counted.map(({ by, comment }) => `${quoted(by, 60)}${comment ? ` ("${quoted(comment, 120)}")` : ''}`);
  return `${capital(sentenceList(names))} approved it.`;
}

const day = (time: unknown) => quoted(String(time ?? '').slice(0, 10), 12);
