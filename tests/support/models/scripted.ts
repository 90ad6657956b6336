/**
 * A chat model for tests of the graph: gives the answers it was given, in order, and runs out loudly.
 * It streams like a real one, so that what listens to tokens and tool calls is exercised too.
 */
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

export type ScriptedCall = { name: string; args: Record<string, unknown>; id?: string };
export type ScriptedAnswer =
  | string
  | { text?: string; calls?: ScriptedCall[] /** Milliseconds before each piece. */; delayMs?: number }
  | Error
  | ((messages: BaseMessage[], tools: string[]) => ScriptedAnswer);

type Options = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

export class ScriptedModel extends BaseChatModel<Options> {
  /** What it was asked, in order: the messages of each call. */
  readonly asked: BaseMessage[][] = [];
  readonly #answers: ScriptedAnswer[];
  readonly #given: number;

  constructor(answers: ScriptedAnswer[]) {
    super({ maxRetries: 0 });
    this.#answers = [...answers];
    this.#given = answers.length;
  }

  /** Answers that nobody asked for: a test that leaves some was not the story it claims to be. */
  get left(): number {
    return this.#answers.length;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<Options>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, Options> {
    return this.withConfig({ ...kwargs, tools });
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
    this.asked.push(messages);
    const answer = this.#next(messages, (options.tools ?? []).map(toolName));
    const { text = '', calls = [], delayMs = 0 } = typeof answer === 'string' ? { text: answer } : answer;
    for (const chunk of pieces(text, calls, this.asked.length)) {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      options.signal?.throwIfAborted();
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }

  #next(messages: BaseMessage[], tools: string[]): Exclude<ScriptedAnswer, Error | ((...args: never[]) => unknown)> {
    let answer = this.#answers.shift();
    if (answer === undefined) {
      throw new Error(`scripted model: no answer left (asked ${this.asked.length} times, ${this.#given} given)`);
    }
    while (typeof answer === 'function') answer = answer(messages, tools);
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

function* pieces(text: string, calls: ScriptedCall[], turn: number): Generator<ChatGenerationChunk> {
  for (const word of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
    yield new ChatGenerationChunk({ text: word, message: new AIMessageChunk({ content: word }) });
  }
  for (const [index, call] of calls.entries()) {
    const whole = JSON.stringify(call.args);
    const half = Math.ceil(whole.length / 2);
    yield callPiece({ index, id: call.id ?? `call-${turn}-${index}`, name: call.name, args: whole.slice(0, half) });
    yield callPiece({ index, args: whole.slice(half) });
  }
  const usage_metadata = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const message = new AIMessageChunk({ content: '', usage_metadata });
  yield new ChatGenerationChunk({
    text: '',
    message,
    generationInfo: { finish_reason: calls.length ? 'tool_calls' : 'stop' },
  });
}

function callPiece(piece: { index: number; id?: string; name?: string; args: string }): ChatGenerationChunk {
  const message = new AIMessageChunk({ content: '', tool_call_chunks: [{ ...piece, type: 'tool_call_chunk' }] });
  return new ChatGenerationChunk({ text: '', message });
}

function toolName(tool: BindToolsInput): string {
  const named = tool as { name?: unknown; function?: { name?: unknown } };
  return String(named.name ?? named.function?.name ?? '');
}
