/** /api/chat as Ollama streams it, one JSON a line: https://github.com/ollama/ollama/blob/main/docs/api.md */
import type { Protocol } from './protocol.ts';
import { endOf, usageOf } from './script.ts';

const line = (data: object) => `${JSON.stringify(data)}\n`;
const message = (model: string, part: object) =>
  line({
    model,
    created_at: '2026-01-01T00:00:00Z',
    message: { role: 'assistant', content: '', ...part },
    done: false,
  });

export const ollama: Protocol = {
  contentType: 'application/x-ndjson',
  head: () => '',
  piece(piece, _answer, model) {
    if (piece.kind === 'text') return message(model, { content: piece.text });
    // Ollama sends a call whole, and without an id.
    return piece.part === 'close'
      ? message(model, { tool_calls: [{ function: { name: piece.name, arguments: piece.whole } }] })
      : '';
  },
  tail(answer, model) {
    const { input, output } = usageOf(answer);
    return line({
      model,
      created_at: '2026-01-01T00:00:00Z',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: endOf(answer) === 'length' ? 'length' : 'stop',
      prompt_eval_count: input,
      eval_count: output,
    });
  },
  malformed: '{"model":"m","message":{"role":"assi\n',
  streamError: (_type, text) => line({ error: text }),
  errorBody: ({ status, message: text }) => ({ error: text ?? `status ${status}` }),
};
