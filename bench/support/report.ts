/** What a benchmark found, as a table for people and as figures by name for scripts. */
import { round, type Summary } from './statistics.ts';

export type Row = { what: string; who: string; times: Summary };

export type Target = { figure: string; value: number; atMost: number; unit: '' | 'ms' };

export type Report = {
  title: string;
  rows: Row[];
  /** Sentences about how to read the rows. */
  notes: string[];
  figures: Record<string, number>;
  targets: Target[];
};

export const isMet = ({ value, atMost }: Target): boolean => value <= atMost;

/** Plain text, columns aligned, times in milliseconds. */
export function printable({ title, rows, notes, targets }: Report): string {
  const cells = [
    ['', '', 'p50 ms', 'p95 ms', 'least', 'most', 'count'],
    ...rows.map(({ what, who, times: { p50, p95, min, max, n } }, index) => [
      rows[index - 1]?.what === what ? '' : what,
      who,
      ...[p50, p95, min, max].map((ms) => ms.toFixed(1)),
      String(n),
    ]),
  ];
  const lines = aligned(cells, 2);
  const verdicts = aligned(targets.map(verdict), 1);
  return [title, ...lines, ...notes.map((note) => `  ${note}`), ...verdicts].join('\n');
}

function verdict(target: Target): string[] {
  const { figure, value, atMost, unit } = target;
  const digits = unit === 'ms' ? 0 : 2;
  const shown = (number: number) => `${number.toFixed(digits)}${unit && ` ${unit}`}`;
  return [figure, shown(round(value, digits)), `target at most ${shown(atMost)}`, isMet(target) ? 'met' : 'MISSED'];
}

/** @param textColumns how many of the first columns are words, set left; numbers are set right */
function aligned(rows: string[][], textColumns: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return column < textColumns ? text.padEnd(width) : text.padStart(width);
  };
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd());
}
