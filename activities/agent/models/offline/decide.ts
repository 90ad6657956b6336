/**
 * What the offline model does next, from the message list alone: the same messages give the same answer.
 *
 * Order: an outcome is told first, then the person's words are understood, and each kind of request looks before it
 * proposes. It uses only tools that are bound, and says so when one is missing.
 */
import type { BaseMessage } from '@langchain/core/messages';
import { cluster } from './answers/cluster.ts';
import { cost } from './answers/cost.ts';
import { docs } from './answers/docs.ts';
import { estate } from './answers/estate.ts';
import { files } from './answers/files.ts';
import { knowledge, remember } from './answers/knowledge.ts';
import { inventory, list } from './answers/listing.ts';
import { approvals, plan, projects, recentChanges, run, runs, whoApproved } from './answers/runs.ts';
import { spending } from './answers/spending.ts';
import { greeting, help, identity, stop, thanks, unknown } from './answers/talk.ts';
import { why } from './answers/why.ts';
import { change } from './change.ts';
import { changeCluster } from './cluster-change.ts';
import { isProposal, readTurn, type Turn } from './conversation.ts';
import { cannotWrite, create } from './create.ts';
import { deleteSome, destroyAll } from './delete.ts';
import { HclUnreadable } from './hcl/scan.ts';
import { afterNote, afterProposal } from './outcome.ts';
import { type Reply, say } from './reply.ts';
import { type Intent, standsAlone, understand } from './understand.ts';

/** More tool calls than this in one turn mean that the tools do not answer what they were asked. */
const callsPerTurn = 40;

export async function decide(
  messages: readonly BaseMessage[],
  tools: ReadonlySet<string>,
): Promise<Reply & { seed: string }> {
  const turn = readTurn(messages);
  return { ...(await answer(turn, tools)), seed: turn.seed };
}

async function answer(turn: Turn, tools: ReadonlySet<string>): Promise<Reply> {
  const last = turn.done.at(-1);
  if (turn.note !== null) return afterNote(turn, turn.note);
  if (last && isProposal(last.name)) return afterProposal(turn, last);
  if (turn.done.length >= callsPerTurn)
    return say('The tools do not answer in a way that I can use, so I stop here. Nothing was proposed.');

  const request = requestOf(turn);
  if (request.trim() === '') return greeting();
  try {
    return await act(understand(request), request, turn, tools);
  } catch (error) {
    if (!(error instanceof HclUnreadable)) throw error;
    return say(
      "I cannot read the project's files: some of them are not plain Terraform, or do not parse. I propose nothing, so that nothing of them is lost. Correct them on the project's page first.",
    );
  }
}

/** What is wanted now: what was asked, with what was said since, or with the answer to a question of ours. */
function requestOf(turn: Turn): string {
  const [first = '', ...later] = turn.asked;
  const question = turn.earlier.at(-1);
  const before = turn.earlier.findLast(({ who }) => who === 'person');
  const answers = question?.who === 'model' && question.text.trim().endsWith('?') && mayAnswer(first);
  const begun =
    answers && before !== undefined
      ? `${before.text.trim().replace(/[.?!]+$/, '')}, "${first.trim().replace(/[."'`!?]+/g, '')}"`
      : first;
  return later.reduce(steer, begun);
}

/** "Lambda" alone would be a listing; after a question it is the answer. */
const mayAnswer = (text: string) =>
  !standsAlone(text) ||
  (understand(text).kind === 'list' && text.trim().split(/\s+/).length <= 3 && !text.includes('?'));

/** A new request takes the place of the old one; anything less, and an "also", adds to it. */
function steer(sofar: string, next: string): string {
  if (understand(next).kind === 'stop') return next;
  const also = /^\s*(?:and|also|plus|additionally)\b/i.test(next);
  return standsAlone(next) && !also ? next : `${sofar.trim().replace(/[.!?]+$/, '')}, ${next.trim()}`;
}

function act(intent: Intent, request: string, turn: Turn, tools: ReadonlySet<string>): Reply | Promise<Reply> {
  switch (intent.kind) {
    case 'create':
      return create(intent.wishes, intent.text, turn, tools);
    case 'change':
      return change(intent.text, intent.of, turn, tools);
    case 'delete':
      return deleteSome(intent.text, intent.of, turn, tools);
    case 'destroy_all':
      return destroyAll(turn, tools);
    case 'cannot_write':
      return cannotWrite(intent.of);
    case 'list':
      return list(intent.of, request, turn, tools);
    case 'estate':
      return estate(intent.question, turn, tools);
    case 'cluster': {
      const { request: wanted } = intent;
      return wanted.ask === 'scale' || wanted.ask === 'image'
        ? changeCluster(wanted, turn, tools)
        : cluster(wanted, turn, tools);
    }
    case 'spending':
      return spending(intent.question, turn, tools);
    case 'inventory':
      return inventory(turn, tools);
    case 'files':
      return files(turn, tools);
    case 'docs':
      return docs(intent.of, request);
    case 'knowledge':
      return knowledge(intent.text, intent.of, turn, tools);
    case 'remember':
      return remember(intent.fact, turn, tools);
    case 'why':
      return why(intent.name, turn, tools);
    case 'plan':
      return plan(intent.runId)(turn, tools);
    case 'run':
      return run(intent.runId)(turn, tools);
    case 'runs':
      return runs(turn, tools);
    case 'approvals':
      return approvals(turn, tools);
    case 'who_approved':
      return whoApproved(turn, tools);
    case 'recent_changes':
      return recentChanges(turn, tools);
    case 'projects':
      return projects(turn, tools);
    case 'stop':
      return stop(turn.done.some(({ name }) => isProposal(name)));
    case 'cost':
      return cost(turn, tools);
    case 'help':
      return help();
    case 'identity':
      return identity();
    case 'greeting':
      return greeting();
    case 'thanks':
      return thanks();
    case 'unknown':
      return unknown();
  }
}
