/** Anomalies, budgets and findings, in words. */
import type { Anomaly, Budget } from './api-types.generated.ts';
import type { Tone } from './run-words.ts';

export const anomalyKindWords: Record<Anomaly['kind'], { label: string; says: string }> = {
  spike: { label: 'Spike', says: 'One day far above what it usually costs.' },
  step: { label: 'Step', says: 'A new level that stays.' },
  drift: { label: 'Drift', says: 'It grows day by day.' },
  drop: { label: 'Drop', says: 'Far below what it usually costs.' },
  new: { label: 'New', says: 'It has not cost anything before.' },
};

export const anomalyStateWords: Record<Anomaly['state'], { label: string; tone: Tone; says: string }> = {
  open: { label: 'Open', tone: 'warn', says: 'Nobody has decided about it.' },
  acknowledged: { label: 'Acknowledged', tone: 'info', says: 'Someone looks into it.' },
  expected: { label: 'Expected', tone: 'neutral', says: 'It was meant to be.' },
  resolved: { label: 'Resolved', tone: 'good', says: 'It is over or has been mended.' },
};

type Verdict = Budget['state']['verdict'];

export const verdictWords: Record<Verdict, { label: string; tone: Tone }> = {
  within: { label: 'Within', tone: 'good' },
  threshold_met: { label: 'Threshold met', tone: 'warn' },
  over_by_forecast: { label: 'Over by forecast', tone: 'warn' },
  over: { label: 'Over', tone: 'bad' },
};

export const budgetPeriodWords: Record<Budget['period'], string> = {
  month: 'a month',
  quarter: 'a quarter',
  year: 'a year',
};

/** "80, 100" or "80, forecast 100": percents, each once, smallest first. @returns null where it cannot be read */
export function thresholdsOf(text: string): Budget['thresholds'] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const read = parts.map((part) => /^(forecast\s+)?(\d{1,4})\s*%?$/i.exec(part));
  if (read.some((one) => one === null)) return null;
  const found = read.flatMap((one) =>
    one ? [{ percent: Number(one[2]), basis: one[1] ? ('forecast' as const) : ('actual' as const) }] : [],
  );
  if (found.some(({ percent }) => percent < 1 || percent > 1_000)) return null;
  const once = new Map(found.map((one) => [`${one.basis} ${one.percent}`, one]));
  return [...once.values()].sort((a, b) => a.percent - b.percent);
}

export const thresholdsText = (thresholds: Budget['thresholds']): string =>
  thresholds.map(({ percent, basis }) => (basis === 'forecast' ? `forecast ${percent}` : String(percent))).join(', ');

/** An amount as people type it: digits, one point, no sign. @returns null where it is none, or nothing */
export function amountOf(text: string): string | null {
  const plain = text.trim().replaceAll(/[\s,_]/g, '');
  return /^\d{1,15}(\.\d{1,10})?$/.test(plain) && !/^0+(\.0+)?$/.test(plain) ? plain : null;
}

/** "state: available, sizeGb: 8": the attributes that prove a finding, as the inventory has them. */
export function evidenceText(evidence: Record<string, unknown>): string {
  return Object.entries(evidence)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
