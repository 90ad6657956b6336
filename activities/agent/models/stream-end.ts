/**
 * How a streamed answer ended. Providers tell it in five places under four names, and a connection that closes
 * early looks to their clients like a short answer: without this check half a Terraform file would be proposed.
 */
import type { ChatGenerationChunk } from '@langchain/core/outputs';

/** The stream closed before the provider said that the answer was complete. */
export class StreamCut extends Error {
  override readonly name = 'StreamCut';
  constructor(cause?: unknown) {
    super('the stream ended before the answer was complete', { cause });
  }
}

/** The provider's filter stopped the answer. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** The answer reached the provider's output limit in the middle of a tool call. */
export class AnswerTruncated extends Error {
  override readonly name = 'AnswerTruncated';
}

const refusals = /^(refusal|content_filter|safety|recitation|blocklist|prohibited_content|spii|language)$/i;
const limits = /^(length|max_tokens|max_output_tokens|incomplete|model_context_window_exceeded)$/i;
const faults = /^(error|failed|malformed_function_call|unexpected_tool_call|other)$/i;

/** What the provider gave as the reason for the end, or undefined while the answer goes on. */
export function endOf(chunk: ChatGenerationChunk): string | undefined {
  const places = [chunk.generationInfo, chunk.message.response_metadata, chunk.message.additional_kwargs];
  for (const place of places) {
    for (const name of ['finish_reason', 'finishReason', 'stop_reason', 'done_reason', 'status']) {
      const value = (place as Record<string, unknown> | undefined)?.[name];
      if (typeof value === 'string' && value !== '' && value !== 'in_progress') return value;
    }
    // Older Ollama servers say `done` without a reason.
    if ((place as Record<string, unknown> | undefined)?.done === true) return 'stop';
  }
  return undefined;
}

/**
 * @throws StreamCut, AnswerRefused or AnswerTruncated when the answer may not be used
 */
export function requireCompleteAnswer(end: string | undefined, callsTools: boolean): void {
  if (end === undefined) throw new StreamCut();
  if (faults.test(end)) throw new StreamCut(new Error(`the provider ended the answer with "${end}"`));
  if (refusals.test(end)) throw new AnswerRefused(`the provider ended the answer with "${end}"`);
  // Cut prose can be read; a cut tool call is half a file.
  if (limits.test(end) && callsTools) throw new AnswerTruncated(`the provider ended the answer with "${end}"`);
}
