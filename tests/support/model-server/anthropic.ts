/** Messages as Anthropic streams them: https://docs.anthropic.com/en/api/messages-streaming */
import { type Protocol, sse } from './protocol.ts';
import { type Answer, endOf, type Piece, usageOf } from './script.ts';

const reasons = { stop: 'end_turn', calls: 'tool_use', length: 'max_tokens', refused: 'refusal' } as const;

const event = (type: string, data: object) => sse({ type, ...data }, type);

/** Text is content block 0; tool calls follow it. */
const blockOf = (answer: Answer, piece: Piece) => (piece.kind === 'text' ? 0 : piece.index + (answer.text ? 1 : 0));

export const anthropic: Protocol = {
  contentType: 'text/event-stream',
  head(answer, model) {
    const usage = { input_tokens: usageOf(answer).input, output_tokens: 1 };
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    };
    const opening = answer.text
      ? event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
      : '';
    return event('message_start', { message }) + event('ping', {}) + opening;
  },
  piece(piece, answer) {
    const index = blockOf(answer, piece);
    if (piece.kind === 'text')
      return event('content_block_delta', { index, delta: { type: 'text_delta', text: piece.text } });
    if (piece.part === 'close') return event('content_block_stop', { index });
    if (piece.part === 'args')
      return event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: piece.args } });
    const closing = piece.index === 0 && answer.text ? event('content_block_stop', { index: 0 }) : '';
    return (
      closing +
      event('content_block_start', {
        index,
        content_block: { type: 'tool_use', id: piece.id, name: piece.name, input: {} },
      })
    );
  },
  tail(answer) {
    const closing = answer.text && !answer.calls?.length ? event('content_block_stop', { index: 0 }) : '';
    const delta = { stop_reason: reasons[endOf(answer)], stop_sequence: null };
    return (
      closing +
      event('message_delta', { delta, usage: { output_tokens: usageOf(answer).output } }) +
      event('message_stop', {})
    );
  },
  malformed: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_de\n\n',
  streamError: (type, message) => sse({ type: 'error', error: { type, message } }, 'error'),
  errorBody: ({ status, message, type }) => ({
    type: 'error',
    error: { type: type ?? 'api_error', message: message ?? `status ${status}` },
  }),
};
