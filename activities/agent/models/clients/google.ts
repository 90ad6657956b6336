import { ChatGoogleGenerativeAI } from '@langchain/google-genai';
import type { Config } from '../../../../platform/config.ts';
import { CarefulModel } from '../careful.ts';
import { AnswerRefused } from '../stream-end.ts';

export function googleModel(name: string, config: Config): CarefulModel {
  const key = config.GOOGLE_API_KEY ?? '';
  const client = new ChatGoogleGenerativeAI({
    model: name,
    apiKey: key,
    baseUrl: config.GOOGLE_BASE_URL,
    maxRetries: 0,
    streamUsage: true,
  });
  mend(client);
  return new CarefulModel({
    provider: 'google',
    name,
    contextTokens: client.profile.maxInputTokens,
    secrets: [key],
    stream: (messages, options) => client._streamResponseChunks(messages, options),
  });
}

type Answer = {
  promptFeedback?: { blockReason?: string };
  candidates?: { content?: { role: string; parts: unknown[] }; finishReason?: string }[];
};
type Streamed = { stream: AsyncIterable<Answer>; response: Promise<unknown> };
type Client = { generateContentStream(...args: unknown[]): Promise<Streamed> };

/**
 * Two faults of the client, mended where it hands over the raw stream: the promise of the whole response is never
 * looked at, so a broken connection would end the process as an unhandled rejection; and a candidate without content
 * is dropped together with its finish reason and usage, so that a complete answer looks cut.
 */
function mend(model: ChatGoogleGenerativeAI): void {
  const client = (model as unknown as { client: Client }).client;
  const original = client.generateContentStream.bind(client);
  client.generateContentStream = async (...args) => {
    const { stream, response } = await original(...args);
    response.catch(() => undefined);
    return { stream: withContent(stream), response };
  };
}

async function* withContent(stream: AsyncIterable<Answer>): AsyncGenerator<Answer> {
  for await (const answer of stream) {
    const blocked = answer.promptFeedback?.blockReason;
    if (blocked !== undefined) throw new AnswerRefused(`the prompt was blocked: ${blocked}`);
    for (const candidate of answer.candidates ?? []) candidate.content ??= { role: 'model', parts: [] };
    yield answer;
  }
}
