/** Seeded series of daily costs with known events: what anomaly detection and forecasts are judged by. */
import { addDays, type DailyAmount, weekday } from './days.ts';

export type SeriesEvent = { kind: 'spike' | 'step' | 'drift'; day: string; factor: number };
export type LabelledSeries = { amounts: DailyAmount[]; event: SeriesEvent | null };

/** mulberry32: small, seeded, the same everywhere. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const days = 150;
const first = '2026-01-01';
const eventAt = 100;

/**
 * 150 days of one service: a level, quieter weekends, noise of 3 to 10 %, a slow trend, now and then a missing bill,
 * and from day 100 on one event, or none.
 */
export function makeSeries(seed: number, kind: SeriesEvent['kind'] | null): LabelledSeries {
  const next = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const level = 40 * 10 ** (next() * 2);
  const weekend = 0.55 + next() * 0.45;
  const noise = 0.03 + next() * 0.07;
  const trend = (next() - 0.3) * 0.001;
  const factor = kind === 'spike' ? 1.8 + next() * 2 : kind === 'step' ? 1.5 + next() : 1.02 + next() * 0.02;
  const amounts = Array.from({ length: days }, (_, index): DailyAmount => {
    const day = addDays(first, index);
    const season = [0, 6].includes(weekday(day)) ? weekend : 1;
    const quiet = level * season * (1 + trend * index) * (1 + noise * normal());
    return { day, amount: Math.max(quiet * effect(kind, index, factor), 0) };
  });
  return { amounts, event: kind && { kind, day: addDays(first, eventAt), factor } };
}

function effect(kind: SeriesEvent['kind'] | null, index: number, factor: number): number {
  if (kind === null || index < eventAt) return 1;
  if (kind === 'spike') return index === eventAt ? factor : 1;
  // A drift grows by its factor's share each day, for thirty days.
  return kind === 'step' ? factor : factor ** Math.min(index - eventAt + 1, 30);
}
