/** streamGenerateContent as Google streams it: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
import { type Protocol, sse } from './protocol.ts';
import { endOf, usageOf } from './script.ts';

const reasons = { stop: 'STOP', calls: 'STOP', length: 'MAX_TOKENS', refused: 'SAFETY' } as const;

const content = (part: object) => ({ candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }] });

export const google: Protocol = {
  contentType: 'text/event-stream',
  head: () => '',
  piece(piece) {
    if (piece.kind === 'text') return sse(content({ text: piece.text }));
    // Google sends a call whole, and without an id.
    return piece.part === 'close' ? sse(content({ functionCall: { name: piece.name, args: piece.whole } })) : '';
  },
  tail(answer) {
    const { input, output } = usageOf(answer);
    const usageMetadata = { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output };
    // The last candidate often has no content at all.
    return sse({ candidates: [{ finishReason: reasons[endOf(answer)], index: 0 }], usageMetadata });
  },
  malformed: 'data: {"candidates":[{"content":{"role":"model","parts":[{"te\r\n\r\n',
  streamError: (type, message) => sse({ error: { code: 503, message, status: type } }),
  errorBody: ({ status, message, type, details }) => ({
    error: { code: status, message: message ?? `status ${status}`, status: type ?? 'UNKNOWN', details: details ?? [] },
  }),
};
