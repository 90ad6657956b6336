/** Answers at once and without a network, so that what is measured is everything around a model. */
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';

/** A message with this text makes it call its tool once before it answers. */
export const askForTool = 'Look first.';
export const askPlainly = 'Say something.';

const answer = ['All ', 'is ', 'well.'];

type Options = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

export class FakeModel extends BaseChatModel<Options> {
  constructor() {
    super({ maxRetries: 0 });
  }

  override _llmType(): string {
    return 'fake';
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<Options>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, Options> {
    return this.withConfig({ ...kwargs, tools });
  }

  override async _generate(): Promise<ChatResult> {
    throw new Error('The fake model streams; nobody should ask it for a whole answer.');
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const chunk of messages.at(-1)?.content === askForTool ? [toolCall(messages.length)] : answer.map(word)) {
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

const word = (text: string) => new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) });

const toolCall = (turn: number) =>
  new ChatGenerationChunk({
    text: '',
    message: new AIMessageChunk({
      content: '',
      tool_call_chunks: [
        { index: 0, id: `call-${turn}`, name: 'list_runs', args: '{"limit":5}', type: 'tool_call_chunk' },
      ],
    }),
  });
