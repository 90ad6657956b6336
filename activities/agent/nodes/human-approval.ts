/**
 * Waits for what becomes of a proposal. People decide on the run itself, never here: the graph only pauses until
 * the run has ended, or until the person writes again, whichever comes first.
 */
import { type AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { Command, END, interrupt } from '@langchain/langgraph';
import { inOrg } from '../../../db/client.ts';
import { finishTool } from '../../../db/messages.ts';
import type { AgentStateValue } from '../state.ts';
import type { StepContext } from '../step-context.ts';
import { proposeToolName } from '../tools/propose-change.ts';
import type { Outcome } from '../transcript.ts';

export type ApprovalQuestion = { runId: string };
export type ApprovalAnswer = Outcome | { kind: 'deferred'; runId: string; state: string };

export function humanApprovalNode({ deps, turn }: StepContext) {
  return async (state: AgentStateValue) => {
    const pending = state.pendingApproval;
    // Every proposal of this round was turned down at once: the model has heard why, and goes on.
    if (!pending) return new Command({ goto: 'agent' });
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

/** Which of the proposing tools was called. */
function nameOfCall(messages: BaseMessage[], toolCallId: string): string {
  const calls = messages.flatMap((message) =>
    message.getType() === 'ai' ? ((message as AIMessage).tool_calls ?? []) : [],
  );
  return calls.findLast(({ id }) => id === toolCallId)?.name ?? proposeToolName;
}
