/** Asks the person at the terminal, on standard error: standard output is for the answer. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './session.ts';

type Options = { hidden?: boolean; history?: string[] };

/**
 * The terminal is ours only while a question is open: between two of them Ctrl-C is a signal again.
 *
 * @returns null when the input ended or Ctrl-C was pressed
 */
export function ask(
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  question: string,
  { hidden = false, history }: Options = {},
): Promise<string | null> {
  let silent = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!silent) stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: stdin, output: hidden ? output : stderr, terminal: true, history });
  return new Promise((resolve) => {
    terminal.once('SIGINT', () => terminal.close());
    terminal.once('close', () => {
      resolve(null);
      if (hidden) stderr.write('\n');
    });
    terminal.question(question).then((answer) => {
      // Spaces may be part of a password.
      resolve(hidden ? answer : answer.trim());
      terminal.close();
    }, resolve);
    silent = hidden;
  });
}
