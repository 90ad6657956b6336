/** What a benchmark found, as a table for people and as figures by name for scripts. */
import { round, type Summary } from './statistics.ts';

export type Row = { what: string; who: string; times: Summary };

/** What one part of a benchmark found. */
export type Figures = Pick<Report, 'figures' | 'notes' | 'targets'> & { rows?: Row[] };

/** Met when the value is at most, or at least, what is named. */
export type Target = { figure: string; value: number; unit: '' | 'ms' | '/s' | 'MB' } & (
  | { atMost: number; atLeast?: undefined }
  | { atLeast: number; atMost?: undefined }
);

export type Report = {
  title: string;
  rows: Row[];
  /** Sentences about how to read the rows. */
  notes: string[];
  figures: Record<string, number>;
  targets: Target[];
};

export const isMet = (target: Target): boolean =>
  target.atMost === undefined ? target.value >= target.atLeast : target.value <= target.atMost;

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
  const lines = rows.length > 0 ? aligned(cells, 2) : [];
  const verdicts = aligned(targets.map(verdict), 1);
  return [title, ...lines, ...notes.map((note) => `  ${note}`), ...verdicts].join('\n');
}

function verdict(target: Target): string[] {
  const { figure, value, unit } = target;
  const digits = unit === '' ? 2 : 0;
  const shown = (number: number) => `${number.toFixed(digits)}${unit && ` ${unit}`}`;
  const limit = target.atMost === undefined ? `at least ${shown(target.atLeast)}` : `at most ${shown(target.atMost)}`;
  return [figure, shown(round(value, digits)), `target ${limit}`, isMet(target) ? 'met' : 'MISSED'];
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
