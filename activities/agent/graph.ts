/**
 * The agent: `agent` asks the model, `tools` runs one call each, `human_approval` waits for what was proposed.
 *
 * Compiled with a pause after every node, so that one call of `stream` is one superstep and one activity.
 * The graph never changes a cloud: the strongest thing it can do is to propose a run.
 */
import type { AIMessage } from '@langchain/core/messages';
import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { END, Send, START, StateGraph } from '@langchain/langgraph';
import { agentNode } from './nodes/agent.ts';
import { humanApprovalNode } from './nodes/human-approval.ts';
import { toolsNode } from './nodes/tools.ts';
import { AgentState, type AgentStateValue } from './state.ts';
import type { StepContext } from './step-context.ts';
import { proposalTools } from './tools/proposal.ts';

const lastCalls = (state: AgentStateValue) => {
  const answer = state.messages.findLast((message) => message.getType() === 'ai') as AIMessage | undefined;
  return answer?.tool_calls ?? [];
};

/** One task per call: when one of two fails, the retry runs only that one. */
const callTools = (state: AgentStateValue) => {
  const calls = lastCalls(state);
  return calls.length === 0 ? END : calls.map((call) => new Send('tools', { ...state, call }));
};

/** Decided by what was called, not by its result, so that parallel tasks all point to one next node. */
const afterTools = (state: AgentStateValue) =>
  lastCalls(state).some((call) => proposalTools.has(call.name)) ? 'human_approval' : 'agent';

export function buildGraph(context: StepContext, checkpointer: BaseCheckpointSaver) {
  return new StateGraph(AgentState)
    .addNode('agent', agentNode(context))
    .addNode('tools', toolsNode(context))
    .addNode('human_approval', humanApprovalNode(context), { ends: ['agent', END] })
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', callTools, ['tools', END])
    .addConditionalEdges('tools', afterTools, ['agent', 'human_approval'])
    .compile({ checkpointer, interruptAfter: ['agent', 'tools', 'human_approval'] });
}
