import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { periodOf } from './commands/cost.ts';
import { makeOutput, minute, table } from './output.ts';

function captured(json: boolean) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  return { written, output: makeOutput(json, stream('out'), stream('err')) };
}

describe('the output', () => {
  it('is one JSON document and nothing else where a script asks', () => {
    const { written, output } = captured(true);
    output.print('for people');
    output.show({ id: 1 }, () => 'for people');
    output.note('beside it');
    expect(written).toEqual({ out: '{"id":1}\n', err: 'beside it\n' });
  });

  it('is text for people, without lines for scripts', () => {
    const { written, output } = captured(false);
    output.line({ id: 1 });
    output.show({ id: 1 }, () => 'one\n\n');
    expect(written.out).toBe('one\n');
  });

  it('lines columns up, and keeps a name with line ends and escapes in its cell', () => {
    const text = stripVTControlCharacters(
      table(
        ['NAME', 'ID'],
        [
          ['a\nb\u001b[31m', 1],
          ['long name', null],
        ],
      ),
    );
    expect(text).toBe('NAME       ID\na b[31m    1\nlong name  -');
    expect(table(['NAME'], [])).toBe('There is nothing.');
    expect([minute('2026-03-01T10:20:30.000Z'), minute(null)]).toEqual(['2026-03-01 10:20Z', '-']);
  });
});

describe('the period of costs', () => {
  it('is the last month, a month, or from a day to a day', () => {
    expect(periodOf({}, new Date('2026-01-15T00:00:00Z'))).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(periodOf({}, new Date('2026-03-31T23:59:59Z'))).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodOf({ month: '2024-02' })).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(periodOf({ from: '2026-01-02', to: '2026-01-03' })).toEqual({ from: '2026-01-02', to: '2026-01-03' });
    expect(() => periodOf({ from: '2026-01-02' })).toThrow('both --from and --to');
    expect(() => periodOf({ month: '2026-01', from: '2026-01-02', to: '2026-01-03' })).toThrow('either');
  });
});
