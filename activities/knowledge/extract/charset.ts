/** Bytes to text: by byte order mark, else UTF-8, else UTF-16 where zeros say so, else Latin-1 as Windows writes it. */
import { DocumentRefused } from '../refusal.ts';

const marks: { bytes: number[]; charset: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
  { bytes: [0xff, 0xfe], charset: 'utf-16le' },
  { bytes: [0xfe, 0xff], charset: 'utf-16be' },
];

const markOf = (bytes: Uint8Array) => marks.find(({ bytes: begin }) => begin.every((byte, at) => bytes[at] === byte));

/** Whether a byte order mark says that this is text. */
export const hasMark = (bytes: Uint8Array): boolean => markOf(bytes) !== undefined;

/** How much is looked at where nothing says what it is. */
const sampleBytes = 64 * 1024;

/** @throws DocumentRefused for bytes that are no text in any of them */
export function decode(bytes: Uint8Array): string {
  const charset = markOf(bytes)?.charset ?? guess(bytes);
  return clean(new TextDecoder(charset).decode(bytes));
}

function guess(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  let controls = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    else if (byte < 32 && ![9, 10, 12, 13, 27].includes(byte)) controls += 1;
  }
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  // Latin letters have a zero in every other byte; which one says the order.
  if (odd > half * 0.4 && even < half * 0.1) return 'utf-16le';
  if (even > half * 0.4 && odd < half * 0.1) return 'utf-16be';
  if (even + odd > 0 || controls > sample.length * 0.02) throw notText();
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Lines end in one way. Postgres stores no NUL, and half a surrogate pair is no text anywhere. */
export const clean = (text: string): string => text.replaceAll('\u0000', '').replaceAll(/\r\n?/g, '\n').toWellFormed();

const notText = () =>
  new DocumentRefused(
    'These bytes are neither text nor a format that Aurora reads (Markdown, text, HTML, PDF, DOCX). The file may be damaged.',
  );
