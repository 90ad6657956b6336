import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { lookYourself, makeEventListener, parsePayload } from './listener.ts';

describe('the payload of a notification', () => {
  it.each([
    ['run:0198-aa:17', 'run:0198-aa', 17],
    ['s:1', 's', 1],
    ['run:0198-aa:x', 'run:0198-aa', lookYourself],
    ['nonsense', '', lookYourself],
    [undefined, '', 0],
  ])('%j', (payload, stream, seq) => {
    expect(parsePayload(payload)).toEqual({ stream, seq });
  });
});

describe('a listener without a database', () => {
  it('is down in words, keeps trying, and closes when asked', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const events = makeEventListener('postgres://user:canary-7f3a1c@127.0.0.1:1/none', log, { firstPauseMs: 10 });
    await expect.poll(() => lines.length).toBeGreaterThan(2);
    expect(await events.health()).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
    const ready = events.ready();
    await events.close();
    await expect(ready).rejects.toThrow('closed');
    expect(lines.join('')).not.toContain('canary-7f3a1c');
  });
});
