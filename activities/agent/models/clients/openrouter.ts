import { ChatOpenRouter } from '@langchain/openrouter';
import type { Config } from '../../../../platform/config.ts';
import { CarefulModel } from '../careful.ts';

/**
 * OpenRouter. Two habits of its client to know: it skips a chunk that is not JSON without a word, and it loses the
 * usage when the last chunk has no choices (OpenRouter itself sends one).
 */
export function openrouterModel(name: string, config: Config): CarefulModel {
  const key = config.OPENROUTER_API_KEY ?? '';
  const client = new ChatOpenRouter({
    model: name,
    apiKey: key,
    baseURL: config.OPENROUTER_BASE_URL,
    siteName: 'Aurora',
    siteUrl: config.WEB_URL,
    maxRetries: 0,
    streamUsage: true,
    modelKwargs: { stream_options: { include_usage: true } },
  });
  return new CarefulModel({
    provider: 'openrouter',
    name,
    contextTokens: client.profile.maxInputTokens,
    secrets: [key],
    stream: (messages, options) => client._streamResponseChunks(messages, options),
  });
}
