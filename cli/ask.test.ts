import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import type { Terminal } from './session.ts';

async function answered(typed: string, hidden: boolean) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let shown = '';
  stderr.on('data', (chunk) => {
    shown += chunk;
    if (String(chunk).includes('? ')) setImmediate(() => stdin.write(`${typed}\r`));
  });
  const terminal = { stdin: Object.assign(stdin, { isTTY: true }), stderr } as unknown as Terminal;
  return { answer: await ask(terminal, '? ', { hidden }), shown };
}

it('takes what is hidden as it was typed, and shows none of it', async () => {
  const { answer, shown } = await answered('  three words and spaces ', true);
  expect(answer).toBe('  three words and spaces ');
  expect(shown).not.toContain('three');
});

it('takes spaces off other answers', async () => {
  expect((await answered('  yes ', false)).answer).toBe('yes');
});
