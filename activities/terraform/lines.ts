/** Output as lines: from chunks, and from a file that another process is still writing. */
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Longer lines are cut: a line of the log is for people, and one value can have megabytes. */
const longestLine = 1_048_576;

export function lineSplitter(onLine: (line: string) => void) {
  let rest = '';
  const emit = (line: string) => {
    if (line !== '') onLine(line.slice(0, longestLine));
  };
  const write = (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) emit(part.endsWith('\r') ? part.slice(0, -1) : part);
  };
  const end = () => {
    emit(rest);
    rest = '';
  };
  return { write, end };
}

/**
 * Opens (and empties) a file to be given to a child as its standard output, and reads what arrives in it.
 * `close` reads to the end first, so call it after the child has gone.
 */
export async function tailFile(path: string, onText: (text: string) => void, everyMs = 50) {
  const writer = await open(path, 'w', 0o600);
  const reader = await open(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(65_536);
  let position = 0;
  let reading = Promise.resolve();
  const drain = async () => {
    for (;;) {
      const { bytesRead } = await readAt(reader, buffer, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      onText(decoder.write(buffer.subarray(0, bytesRead)));
    }
  };
  // One read at a time, or a slow disk would deliver lines twice.
  const poll = setInterval(() => {
    reading = reading.then(drain);
  }, everyMs);
  const close = async () => {
    clearInterval(poll);
    await reading;
    await drain();
    onText(decoder.end());
    await Promise.all([reader.close(), writer.close()]);
  };
  return { fd: writer.fd, close };
}

const readAt = (file: FileHandle, buffer: Buffer, position: number) => file.read(buffer, 0, buffer.length, position);
