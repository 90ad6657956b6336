/**
 * How a tool learns which call it answers. LangChain's own `toolCall` in the config would also turn the
 * result into a message, and the result is wanted as it is.
 */
import type { RunnableConfig } from '@langchain/core/runnables';

const name = 'aurora_call_id';

export const withCallId = (config: RunnableConfig, callId: string): RunnableConfig => ({
  ...config,
  configurable: { ...config.configurable, [name]: callId },
});

export const callIdOf = (config: RunnableConfig): string => String(config.configurable?.[name] ?? '');
