/**
 * One face for every provider's client: always streams, notices an answer that is not complete,
 * hands every piece to the callbacks (some clients forget those of tool calls), and fails with an AuroraError.
 */
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import type { ModelProviderId } from '../../../platform/models.ts';
import { modelFailure } from './failures.ts';
import { endOf, requireCompleteAnswer, StreamCut } from './stream-end.ts';

export type StreamOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

/** Streams one answer. Throws what the provider's client throws; the caller maps it. */
export type StreamAnswer = (messages: BaseMessage[], options: StreamOptions) => AsyncGenerator<ChatGenerationChunk>;

export type CarefulModelInput = {
  provider: ModelProviderId;
  /** The provider's name of the model. */
  name: string;
  /** Tokens the model can read, as its client knows; undefined for names it does not know. */
  contextTokens: number | undefined;
  stream: StreamAnswer;
  /** Values that no error may show, such as the API key. */
  secrets: string[];
};

export class CarefulModel extends BaseChatModel<StreamOptions> {
  readonly provider: ModelProviderId;
  readonly model: string;
  readonly contextTokens: number | undefined;
  readonly #stream: StreamAnswer;
  readonly #secrets: string[];

  constructor(input: CarefulModelInput) {
    super({ maxRetries: 0 });
    this.provider = input.provider;
    this.model = input.name;
    this.contextTokens = input.contextTokens;
    this.#stream = input.stream;
    this.#secrets = input.secrets;
  }

  override _llmType(): string {
    return this.provider;
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<StreamOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, StreamOptions> {
    return this.withConfig({ ...kwargs, tools });
  }

  override getLsParams() {
    return { ls_provider: this.provider, ls_model_name: this.model, ls_model_type: 'chat' as const };
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, runManager)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    return { generations: whole === undefined ? [] : [whole] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    let end: string | undefined;
    let begun = false;
    let callsTools = false;
    try {
      for await (const chunk of this.#stream(messages, options)) {
        begun = true;
        end = endOf(chunk) ?? end;
        callsTools ||= AIMessageChunk.isInstance(chunk.message) && (chunk.message.tool_call_chunks?.length ?? 0) > 0;
        yield chunk;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      }
      // Some clients return quietly when they are stopped.
      options.signal?.throwIfAborted();
      requireCompleteAnswer(end, callsTools);
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw modelFailure(begun ? cutUnlessExplained(error) : error, {
        provider: this.provider,
        secrets: this.#secrets,
      });
    }
  }
}

/** Once an answer has begun, an error without a status is the connection's or the server's, and worth a retry. */
function cutUnlessExplained(error: unknown): unknown {
  const explained = error instanceof Error && (hasStatus(error) || /^(Answer|StreamCut)/.test(error.name));
  return explained ? error : new StreamCut(error);
}

const hasStatus = (error: object): boolean =>
  ['status', 'statusCode', 'status_code', 'type'].some((name) => Reflect.get(error, name) != null);
