/** What goes where: answers to standard output, everything else to standard error. */
import { styleText } from 'node:util';
import { clean } from './clean.ts';

export type Stream = { write(text: string): unknown; isTTY?: boolean };

export type Output = {
  json: boolean;
  /** Text for people. Nothing with --json, where standard output is one document or JSON lines. */
  print(text: string): void;
  /** One document for scripts, or what `text` makes of it for people. */
  show(document: unknown, text: () => string): void;
  /** One JSON line; nothing without --json. */
  line(document: unknown): void;
  /** For people, beside the answer. */
  note(text: string): void;
};

export function makeOutput(json: boolean, stdout: Stream, stderr: Stream): Output {
  const print = (text: string) => void (json || stdout.write(text));
  const line = (document: unknown) => void (json && stdout.write(`${JSON.stringify(document)}\n`));
  return {
    json,
    print,
    line,
    show: (document, text) => (json ? line(document) : print(`${text().trimEnd()}\n`)),
    note: (text) => void stderr.write(`${text}\n`),
  };
}

/** Columns as wide as what is in them. */
export function table(head: string[], rows: (string | number | null)[][]): string {
  if (rows.length === 0) return 'There is nothing.';
  const cells = rows.map((row) => row.map((value) => clean(String(value ?? '-')).replace(/\s/g, ' ')));
  const widths = head.map((name, at) => Math.max(name.length, ...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: string[]) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [styleText('bold', line(head)), ...cells.map(line)].join('\n');
}

/** A time as people read it in a terminal: to the minute, in UTC. */
export const minute = (iso: string | null): string => (iso === null ? '-' : `${iso.slice(0, 16).replace('T', ' ')}Z`);
