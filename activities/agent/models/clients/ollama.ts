import { AIMessageChunk } from '@langchain/core/messages';
import type { ChatGenerationChunk } from '@langchain/core/outputs';
import { ChatOllama } from '@langchain/ollama';
import type { Config } from '../../../../platform/config.ts';
import { CarefulModel, type StreamOptions } from '../careful.ts';

/**
 * Tokens of context we ask Ollama for. Its own default (4,096) cuts the prompt from the front without a word,
 * and the system prompt with it.
 */
export const ollamaContextTokens = 16_384;

export function ollamaModel(name: string, config: Config): CarefulModel {
  return new CarefulModel({
    provider: 'ollama',
    name,
    contextTokens: ollamaContextTokens,
    secrets: [],
    stream: (messages, options) => {
      const ollama = client(name, config, options);
      return numbered(ollama._streamResponseChunks(messages, options as typeof ollama.ParsedCallOptions));
    },
  });
}

/** One client per answer, because Ollama's takes no signal per call: without it, a stopped answer goes on to its end. */
function client(name: string, config: Config, { signal }: StreamOptions): ChatOllama {
  return new ChatOllama({
    model: name,
    baseUrl: config.OLLAMA_BASE_URL,
    numCtx: ollamaContextTokens,
    maxRetries: 0,
    fetch: (input, init) => {
      const signals = [init?.signal, signal].filter((one) => one != null);
      return fetch(input, { ...init, signal: AbortSignal.any(signals) });
    },
  });
}

/** The client gives every tool call the index 0; each is whole, so the next free number tells them apart. */
async function* numbered(chunks: AsyncGenerator<ChatGenerationChunk>): AsyncGenerator<ChatGenerationChunk> {
  let next = 0;
  for await (const chunk of chunks) {
    if (AIMessageChunk.isInstance(chunk.message)) {
      for (const call of chunk.message.tool_call_chunks ?? []) call.index = next++;
    }
    yield chunk;
  }
}
