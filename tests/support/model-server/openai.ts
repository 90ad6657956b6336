/** Chat completions as OpenAI, OpenRouter and compatible servers stream them: https://platform.openai.com/docs/api-reference/chat-streaming */
import { type Protocol, sse } from './protocol.ts';
import { type Answer, endOf, usageOf } from './script.ts';

const reasons = { stop: 'stop', calls: 'tool_calls', length: 'length', refused: 'content_filter' } as const;

const chunk = (model: string, delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
});

function usage(answer: Answer) {
  const { input, output } = usageOf(answer);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

export const openai: Protocol = {
  contentType: 'text/event-stream',
  head: (_answer, model) => sse(chunk(model, { role: 'assistant', content: '' })),
  piece(piece, _answer, model) {
    if (piece.kind === 'text') return sse(chunk(model, { content: piece.text }));
    if (piece.part === 'close') return '';
    const opening = piece.part === 'open' ? { id: piece.id, type: 'function' } : {};
    const named = piece.part === 'open' ? { name: piece.name } : {};
    return sse(
      chunk(model, { tool_calls: [{ index: piece.index, ...opening, function: { ...named, arguments: piece.args } }] }),
    );
  },
  tail: (answer, model) =>
    sse(chunk(model, {}, reasons[endOf(answer)])) +
    sse({ ...chunk(model, {}), choices: [], usage: usage(answer) }) +
    sse('[DONE]'),
  malformed: 'data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"bro\n\n',
  streamError: (type, message) => sse({ error: { message, type, code: null } }),
  errorBody: ({ status, message, type, code }) => ({
    error: { message: message ?? `status ${status}`, type: type ?? 'error', code: code ?? null, param: null },
  }),
};

/** OpenRouter: comments that keep the connection open, usage in a last chunk that has a choice, numbers as error codes. */
export const openrouter: Protocol = {
  ...openai,
  head: (answer, model) => `: OPENROUTER PROCESSING\n\n${openai.head(answer, model)}`,
  tail: (answer, model) =>
    sse(chunk(model, { role: 'assistant', content: '' }, reasons[endOf(answer)])) +
    sse({ ...chunk(model, { role: 'assistant', content: '' }), usage: usage(answer) }) +
    sse('[DONE]'),
  streamError: (type, message) =>
    sse({ ...chunk('m', { content: '' }, 'error'), error: { code: 502, message, metadata: { error_type: type } } }),
  errorBody: ({ status, message, details }) => ({
    error: {
      code: status,
      message: message ?? `status ${status}`,
      ...(details === undefined ? {} : { metadata: details }),
    },
  }),
};
