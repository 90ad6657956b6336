import type { Answer, Fault, Piece } from './script.ts';

/** How one provider puts an answer on the wire. */
export type Protocol = {
  contentType: string;
  /** What comes before the first piece. */
  head(answer: Answer, model: string): string;
  piece(piece: Piece, answer: Answer, model: string): string;
  /** The end marker and the usage. */
  tail(answer: Answer, model: string): string;
  malformed: string;
  /** An error in the middle of a stream. */
  streamError(type: string, message: string): string;
  /** The body of an HTTP error. */
  errorBody(fault: Extract<Fault, { kind: 'status' }>): unknown;
};

export const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
