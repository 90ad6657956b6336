import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessageChunk } from '@langchain/core/messages';
import type { ChatGenerationChunk } from '@langchain/core/outputs';
import type { Config } from '../../../../platform/config.ts';
import { CarefulModel } from '../careful.ts';

export function anthropicModel(name: string, config: Config): CarefulModel {
  const key = config.ANTHROPIC_API_KEY ?? '';
  const client = new ChatAnthropic({
    model: name,
    apiKey: key,
    anthropicApiUrl: config.ANTHROPIC_BASE_URL,
    maxRetries: 0,
    streamUsage: true,
  });
  return new CarefulModel({
    provider: 'anthropic',
    name,
    contextTokens: client.profile.maxInputTokens,
    secrets: [key],
    stream: (messages, options) =>
      countedOnce(client._streamResponseChunks(messages, options as typeof client.ParsedCallOptions)),
  });
}

/**
 * Anthropic's counts are running totals: the last one holds all output tokens. LangChain adds them up, so the few that
 * the first event reports would be counted twice.
 * https://docs.anthropic.com/en/api/messages-streaming
 */
async function* countedOnce(chunks: AsyncGenerator<ChatGenerationChunk>): AsyncGenerator<ChatGenerationChunk> {
  let first = true;
  for await (const chunk of chunks) {
    const usage = AIMessageChunk.isInstance(chunk.message) ? chunk.message.usage_metadata : undefined;
    if (first && usage !== undefined) {
      usage.total_tokens -= usage.output_tokens;
      usage.output_tokens = 0;
      first = false;
    }
    yield chunk;
  }
}
