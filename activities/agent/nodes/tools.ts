/**
 * Runs one call of one tool. A result that is already kept is not made twice.
 *
 * What goes wrong is told to the model in words, because it can often go on differently; only what may pass by
 * itself is thrown for Temporal to retry, a few times, before the model hears of it too.
 */
import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { RunnableConfig } from '@langchain/core/runnables';
import { ToolInputParsingException } from '@langchain/core/tools';
import { inOrg } from '../../../db/client.ts';
import { publishEvent } from '../../../db/events.ts';
import { finishTool, resultOfCall } from '../../../db/messages.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { holdBack } from '../guard/held-proposal.ts';
import type { AgentStateValue } from '../state.ts';
import type { StepContext } from '../step-context.ts';
import { withCallId } from '../tools/call-id.ts';
import { proposalTools } from '../tools/proposal.ts';

const retriesBeforeTelling = 3;

type ToolTask = AgentStateValue & { call: ToolCall };

/** What a tool gives back: JSON with `ok`. A proposal that stands names its run. */
export type ToolResult = { ok: boolean; runId?: string; [key: string]: unknown };

export function toolsNode(context: StepContext) {
  const { deps, log, turn, tools } = context;
  const scope = { orgId: turn.orgId };

  return async (task: ToolTask, config: RunnableConfig): Promise<Partial<AgentStateValue>> => {
    const { call } = task;
    const toolCallId = call.id ?? '';
    const kept = context.mayBeKept
      ? await inOrg(deps.db, scope, (tx) => resultOfCall(tx, turn.turnId, toolCallId))
      : undefined;
    if (kept) return { messages: [toolMessage(call, kept.text, kept.ok !== false)] };

    const started = performance.now();
    const { orgId, sessionId, turnId } = turn;
    await publishEvent(
      deps.db,
      orgId,
      `session:${sessionId}`,
      { type: 'tool.started', payload: { turnId, toolCallId, name: call.name, args: call.args } },
      `tool.started:${turnId}:${toolCallId}`,
    );
    const held = proposalTools.has(call.name) ? await holdBack(context, call) : undefined;
    const result = held ?? (await run(call, config));
    // The result of a proposal is what becomes of its run: `human_approval` keeps it.
    if (proposalTools.has(call.name) && result.ok && result.runId) {
      return { pendingApproval: { runId: result.runId, toolCallId } };
    }
    const ms = Math.round(performance.now() - started);
    const done = { orgId, sessionId, turnId, toolCallId, toolName: call.name, ok: result.ok, result, ms };
    await inOrg(deps.db, scope, (tx) => finishTool(tx, done));
    return { messages: [toolMessage(call, JSON.stringify(result), result.ok)] };
  };

  async function run(call: ToolCall, config: RunnableConfig): Promise<ToolResult> {
    const tool = tools.find((one) => one.name === call.name);
    if (!tool)
      return {
        ok: false,
        error: `There is no tool "${call.name}". There are: ${tools.map((one) => one.name).join(', ')}.`,
      };
    try {
      return (await tool.invoke(call.args, withCallId(config, call.id ?? ''))) as ToolResult;
    } catch (error) {
      if (config.signal?.aborted) throw error;
      if (error instanceof AuroraError) {
        if (error.retryable && context.attempt <= retriesBeforeTelling) throw error;
        return { ok: false, error: error.userMessage, code: error.code, ...error.details };
      }
      if (error instanceof ToolInputParsingException) {
        return { ok: false, error: `These arguments do not fit the tool: ${error.message}` };
      }
      log.error({ err: error, tool: call.name }, 'a tool failed in an unforeseen way');
      throw error;
    }
  }
}

const toolMessage = (call: ToolCall, content: string, ok: boolean) =>
  new ToolMessage({ content, tool_call_id: call.id ?? '', name: call.name, status: ok ? 'success' : 'error' });
