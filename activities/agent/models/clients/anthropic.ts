import { ChatAnthropic } from '@langchain/anthropic';
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
    stream: (messages, options) => client._streamResponseChunks(messages, options as typeof client.ParsedCallOptions),
  });
}
