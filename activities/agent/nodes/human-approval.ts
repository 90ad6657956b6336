/**
 * Waits for what becomes of a proposal. People decide on the run itself, never here: the graph only pauses until
 * the run has ended, or until the person writes again, whichever comes first.
 */
import { type AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { Command, END, interrupt } from '@langchain/langgraph';
import { inOrg } from '../../../db/client.ts';
import { finishTool } from '../../../db/messages.ts';
import { manifestsOf, type RevisionFiles } from '../../../platform/revision-files.ts';
import { heldSources } from '../guard/held-proposal.ts';
import { type HeldChange, heldQuestion } from '../guard/question.ts';
import type { AgentStateValue } from '../state.ts';
import type { StepContext } from '../step-context.ts';
import { latestFiles, proposalTools } from '../tools/proposal.ts';
import { proposeToolName } from '../tools/propose-change.ts';
import type { Outcome } from '../transcript.ts';
import { countAnswers } from './agent.ts';
import { sayItself } from './own-words.ts';

export type ApprovalQuestion = { runId: string };
export type ApprovalAnswer = Outcome | { kind: 'deferred'; runId: string; state: string };

export function humanApprovalNode(context: StepContext) {
  const { deps, turn } = context;
  return async (state: AgentStateValue) => {
    const pending = state.pendingApproval;
    if (!pending) {
      const question = await questionOf(context, state.messages);
      if (question) return new Command({ goto: END, update: { messages: [question] } });
      // Every proposal of this round was turned down at once: the model has heard why, and goes on.
      return new Command({ goto: 'agent' });
    }
    const { runId, toolCallId } = pending;
    const result = interrupt<ApprovalQuestion, ApprovalAnswer>({ runId });
    const { orgId, sessionId, turnId } = turn;
    const toolName = nameOfCall(state.messages, toolCallId);
    const ok = result.kind === 'deferred' || result.state === 'applied' || result.state === 'no_changes';
    const done = { orgId, sessionId, turnId, toolCallId, toolName, ok, result, ms: 0 };
    await inOrg(deps.db, { orgId }, (tx) => finishTool(tx, done));
    const content = JSON.stringify(result);
    return new Command({
      // A new message came first: it is a turn of its own, and there is nothing more to say in this one.
      goto: result.kind === 'deferred' ? END : 'agent',
      update: {
        pendingApproval: null,
        messages: [new ToolMessage({ content, tool_call_id: toolCallId, name: toolName })],
      },
    });
  };
}

/** Asks the person about a proposal of this round that is held back. */
async function questionOf(context: StepContext, messages: BaseMessage[]): Promise<AIMessage | undefined> {
  const results = messages.slice(messages.findLastIndex((message) => message.getType() === 'ai') + 1);
  const held = results.findLast(
    (message): message is ToolMessage =>
      ToolMessage.isInstance(message) && proposalTools.has(message.name ?? '') && !!heldSources(message.text),
  );
  if (!held) return undefined;
  const change = await heldChange(context, callOf(messages, held.tool_call_id));
  const n = countAnswers(messages, context.turn.turnId);
  return sayItself(context, n, heldQuestion(change, heldSources(held.text) ?? []));
}

async function heldChange(context: StepContext, call: ToolCall | undefined): Promise<HeldChange> {
  const { reason = '', destroy = false, files, remove } = (call?.args ?? {}) as Record<string, unknown>;
  const given = typeof files === 'object' && files !== null ? (files as RevisionFiles) : {};
  const { files: latest } = await latestFiles(context);
  // As each of the proposing tools does it: Terraform's files are all given, manifests only where they differ.
  const kept =
    call?.name === proposeToolName ? manifestsOf(latest) : without(latest, Array.isArray(remove) ? remove : []);
  return { reason: String(reason), destroy: destroy === true, files: { proposed: { ...kept, ...given }, latest } };
}

const without = (files: RevisionFiles, paths: unknown[]): RevisionFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

/** Which of the proposing tools was called. */
const nameOfCall = (messages: BaseMessage[], toolCallId: string): string =>
  callOf(messages, toolCallId)?.name ?? proposeToolName;

function callOf(messages: BaseMessage[], toolCallId: string): ToolCall | undefined {
  const calls = messages.flatMap((message) =>
    message.getType() === 'ai' ? ((message as AIMessage).tool_calls ?? []) : [],
  );
  return calls.findLast(({ id }) => id === toolCallId);
}
