/** OpenAI, and any endpoint that speaks its protocol (OPENAI_BASE_URL: vLLM, LM Studio, Azure's v1, gateways). */
import { ChatOpenAI } from '@langchain/openai';
import type { Config } from '../../../../platform/config.ts';
import { CarefulModel } from '../careful.ts';

export function openaiModel(name: string, config: Config): CarefulModel {
  const key = config.OPENAI_API_KEY ?? 'none';
  const client = new ChatOpenAI({
    model: name,
    // Endpoints on one's own machine often want no key, but the client wants one.
    apiKey: key,
    configuration: { baseURL: config.OPENAI_BASE_URL },
    maxRetries: 0,
    streamUsage: true,
  });
  return new CarefulModel({
    provider: 'openai',
    name,
    contextTokens: client.profile.maxInputTokens,
    secrets: [key],
    stream: (messages, options) => client._streamResponseChunks(messages, options as typeof client.ParsedCallOptions),
  });
}
