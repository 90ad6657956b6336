/** Speaks about what became of a proposal, and mends one that was refused, once. */
import { type Done, isObject, isProposal, type Json, type RunNote, type Turn } from './conversation.ts';
import type { Files } from './hcl/edit.ts';
import { projectCall } from './looking.ts';
import { call, type Reply, say } from './reply.ts';
import { asObjects, errorWords } from './site.ts';
import { count, quoted, sentence, sentenceList, shown } from './words.ts';

/** After a proposal has been answered in this turn. */
export function afterProposal(turn: Turn, proposal: Done): Reply {
  const { result, text } = proposal;
  if (result === null)
    return say(
      `The proposal was answered in a way I do not understand: ${quoted(text, 160)}. Look at the runs of the project before you ask again.`,
    );
  if (result.kind === 'deferred')
    return say(
      `The run ${runName(result.runId)} waits for a decision on its page. I come back to it when it has ended.`,
    );
  if (result.kind === 'outcome')
    return say(outcomeWords(String(result.state), result, String(proposal.args.reason ?? '')));
  if (result.ok === true) return say('The proposal is made, and its plan will be on the page of the run.');
  return refused(turn, proposal);
}

/** Aurora's own message about a run that ended while nobody was talking about it. */
export function afterNote(turn: Turn, note: RunNote): Reply {
  const proposal = [...turn.earlierProposals, ...turn.done].findLast(
    ({ result, args }) => result?.runId === note.runId && args.reason !== undefined,
  );
  return say(outcomeWords(note.state, { ...note.facts, runId: note.runId }, String(proposal?.args.reason ?? '')));
}

/** One or two sentences on how a run ended. */
export function outcomeWords(state: string, facts: Json, reason: string): string {
  const why = typeof facts.reason === 'string' && facts.reason.trim() !== '' ? sentence(quoted(facts.reason)) : '';
  const what = reason === '' ? '' : sentence(quoted(reason, 500));
  const run = runName(facts.runId);
  switch (state) {
    case 'applied':
      return `${doneWords(what)}${countWords(facts.changes)}. The run ${run} has the log of it.`;
    case 'no_changes':
      return `There is nothing to change: the account is already as the files say, so the run ${run} ended without a plan to approve.`;
    case 'rejected':
      return [
        'The plan was rejected, so nothing was changed.',
        why,
        'Tell me what should be different, and I will propose it anew.',
      ]
        .filter(Boolean)
        .join(' ');
    case 'expired':
      return 'Nobody decided on the plan in time, so it expired and nothing was changed. Ask again if it is still wanted.';
    case 'stale':
      return [
        'The account changed between the plan and its approval, so nothing was applied.',
        why,
        'Ask again, and there will be a plan of how things are now.',
      ]
        .filter(Boolean)
        .join(' ');
    case 'superseded':
      return 'A newer proposal took the place of this one, so nothing was changed by it.';
    case 'cancelled':
      return ['The run was cancelled, and nothing was changed by it.', why].filter(Boolean).join(' ');
    case 'partial':
      return [
        `The apply stopped in the middle: a part of the change is done${countWords(facts.changes)}, the rest is not.`,
        why,
        `The run ${run} shows which; ask me to propose it again to finish the rest.`,
      ]
        .filter(Boolean)
        .join(' ');
    case 'failed':
      return [`The run ${run} failed.`, why, 'Its page shows the log.'].filter(Boolean).join(' ');
    default:
      return [`The run ${run} is in the state ${quoted(state, 40)}.`, why].filter(Boolean).join(' ');
  }
}

/** "Create the bucket x." as what is now: "The bucket x exists now". */
function doneWords(reason: string): string {
  const plain = reason.replace(/, as proposed before/, '').replace(/\.$/, '');
  const made = /^Create (.+)$/.exec(plain)?.[1];
  if (made !== undefined) return `It is applied: ${made} ${/ and the /.test(made) ? 'exist' : 'exists'} now`;
  const gone = /^(?:Delete|Destroy) (.+)$/.exec(plain)?.[1];
  if (gone !== undefined) return `It is applied: ${gone} is gone now`;
  return plain === '' ? 'It is applied' : `It is applied: ${plain.charAt(0).toLowerCase()}${plain.slice(1)}`;
}

function countWords(changes: unknown): string {
  if (!isObject(changes)) return '';
  const verbs = [
    ['create', 'created'],
    ['update', 'changed'],
    ['replace', 'replaced'],
    ['destroy', 'destroyed'],
  ] as const;
  const parts = verbs.flatMap(([key, verb]) => {
    const number = Number(changes[key] ?? 0);
    return number > 0 ? [`${number} ${verb}`] : [];
  });
  return parts.length === 0 ? '' : ` (${sentenceList(parts)})`;
}

const runName = (id: unknown) => (typeof id === 'string' && id !== '' ? shown(id, 40) : 'that was proposed');

/** At most one more try; after that people are told. */
function refused(turn: Turn, proposal: Done): Reply {
  const tries = turn.done.filter(({ name }) => isProposal(name)).length;
  const { result, text } = proposal;
  const findings = asObjects(result?.findings);
  if (tries === 1) {
    const mended = withoutOwnFoundation(proposal.args.files, findings);
    if (mended !== null) {
      const note = `The gate refused ${sentenceList(findings.map(({ file }) => shown(file)))}. I try once more without what I added there.`;
      return call(note, { name: 'propose_change', args: { ...proposal.args, files: { ...mended } } });
    }
    if (isConflict(result)) return call('The project changed in the meantime. I read it again.', projectCall);
  }
  const words = findings.length > 0 ? findingWords(findings) : sentence(quoted(errorWords(result, text)));
  return say(
    `My proposal was refused${tries > 1 ? ' again' : ''}, so there is no run and nothing changes.`,
    words,
    "I cannot mend that by myself: change it in the project's files, or ask for something else.",
  );
}

function findingWords(findings: readonly Json[]): string {
  const shownOnes = findings.slice(0, 3).map(({ file, line, message }) => {
    const place = file === undefined ? '' : `${shown(file)}${typeof line === 'number' ? ` line ${line}` : ''}: `;
    return `${place}${quoted(message, 200).replace(/\.$/, '')}`;
  });
  const more = findings.length - shownOnes.length;
  return `The gate says: ${shownOnes.join('; ')}${more > 0 ? `; and ${count(more, 'more finding')}` : ''}.`;
}

const foundation = ['versions.tf', 'providers.tf'];

/** Without the files this model adds of its own accord, when it is only those that are refused. */
function withoutOwnFoundation(files: unknown, findings: readonly Json[]): Files | null {
  if (!isObject(files) || findings.length === 0) return null;
  const refusedFiles = findings.map(({ file }) => String(file));
  if (!refusedFiles.every((file) => foundation.includes(file) && file in files)) return null;
  const kept = Object.entries(files).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !refusedFiles.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}

const isConflict = (result: Json | null) =>
  result?.code === 'conflict' || (isObject(result?.error) && result.error.code === 'conflict');
