import { describe, expect, it } from 'vitest';
import { isMet, printable, type Report } from './report.ts';
import { summarise } from './statistics.ts';

const report: Report = {
  title: 'chat',
  rows: [
    { what: 'first token', who: 'Aurora', times: summarise([20, 22]) },
    { what: 'first token', who: 'floor', times: summarise([10]) },
  ],
  notes: ['A note.'],
  figures: {},
  targets: [
    { figure: 'firstTokenRatio', value: 2.004, atMost: 2, unit: '' },
    { figure: 'approvalToApplyP95Ms', value: 300, atMost: 300, unit: 'ms' },
  ],
};

describe('a report', () => {
  it('shows times beside each other, names each subject once, and says what is met', () => {
    expect(printable(report).split('\n')).toEqual([
      'chat',
      '                       p50 ms  p95 ms  least  most  count',
      '  first token  Aurora    21.0    21.9   20.0  22.0      2',
      '               floor     10.0    10.0   10.0  10.0      1',
      '  A note.',
      '  firstTokenRatio         2.00    target at most 2.00  MISSED',
      '  approvalToApplyP95Ms  300 ms  target at most 300 ms     met',
    ]);
  });

  it('judges by the value itself, not by what is shown of it', () => {
    expect(report.targets.map(isMet)).toEqual([false, true]);
  });
});
