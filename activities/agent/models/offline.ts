/**
 * The model that answers when no key is set: a program with a published list of requests (`offline/abilities.ts`).
 *
 * It behaves like any other chat model towards the graph (streams, calls tools in pieces, reports usage), and decides
 * from the message list only. Its usage is an estimate, four characters a token, as the budget of a turn counts too.
 */
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage, isAIMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import { textOf } from './offline/conversation.ts';
import { decide } from './offline/decide.ts';
import type { Reply } from './offline/reply.ts';

/** It reads any length at once; this only bounds the window that is built for it. */
export const offlineContextTokens = 100_000;

const charactersPerToken = 4;
/** Arguments of a tool call go out in pieces of this many characters, so that a file is seen growing. */
const pieceLength = 240;

type Options = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

export class OfflineModel extends BaseChatModel<Options> {
  readonly #delayMs: number;

  /** @param delayMs pause between words; with 0 there are no timers at all */
  constructor({ delayMs = 0 }: { delayMs?: number } = {}) {
    super({ maxRetries: 0 });
    this.#delayMs = delayMs;
  }

  override _llmType(): string {
    return 'offline';
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
    options.signal?.throwIfAborted();
    const reply = await decide(messages, new Set((options.tools ?? []).map(toolName)));
    let first = true;
    for (const chunk of chunks(reply, messages)) {
      if (!first && this.#delayMs > 0) await pause(this.#delayMs, options.signal);
      options.signal?.throwIfAborted();
      first = false;
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

function* chunks(reply: Reply & { seed: string }, messages: readonly BaseMessage[]): Generator<ChatGenerationChunk> {
  for (const word of reply.text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) yield textChunk(word);
  for (const [index, call] of reply.calls.entries()) {
    const args = JSON.stringify(call.args);
    const id = `call_${reply.seed}_${index}`;
    yield callChunk({ index, id, name: call.name, args: args.slice(0, pieceLength) });
    for (let at = pieceLength; at < args.length; at += pieceLength) {
      yield callChunk({ index, args: args.slice(at, at + pieceLength) });
    }
  }
  yield lastChunk(reply, messages);
}

const textChunk = (text: string) => new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) });

function callChunk(piece: { index: number; id?: string; name?: string; args: string }): ChatGenerationChunk {
  const message = new AIMessageChunk({ content: '', tool_call_chunks: [{ ...piece, type: 'tool_call_chunk' }] });
  return new ChatGenerationChunk({ text: '', message });
}

function lastChunk(reply: Reply, messages: readonly BaseMessage[]): ChatGenerationChunk {
  const input_tokens = messages.reduce((sum, message) => sum + tokensOf(message), 0);
  const output_tokens = tokens(reply.text) + reply.calls.reduce((sum, call) => sum + tokens(JSON.stringify(call)), 0);
  const usage_metadata = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
  const finish_reason = reply.calls.length > 0 ? 'tool_calls' : 'stop';
  const message = new AIMessageChunk({ content: '', usage_metadata, response_metadata: { finish_reason } });
  return new ChatGenerationChunk({ text: '', message, generationInfo: { finish_reason } });
}

const tokens = (text: string) => Math.ceil(text.length / charactersPerToken);

function tokensOf(message: BaseMessage): number {
  const calls = isAIMessage(message) && message.tool_calls?.length ? JSON.stringify(message.tool_calls) : '';
  return tokens(textOf(message)) + tokens(calls);
}

function toolName(tool: BindToolsInput): string {
  const named = tool as { name?: unknown; function?: { name?: unknown } };
  return String(named.name ?? named.function?.name ?? '');
}

/** Waits, and ends early with the signal's reason when the answer is stopped. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stopped);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stopped, { once: true });
  });
}
