/**
 * Versions out of standard support, for which AWS asks more.
 * Dates: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
 */
import { own } from '../own.ts';

type Dates = { year1: string; year3: string };

const dates: Record<string, Record<string, Dates>> = {
  eks: {
    '1.23': { year1: '2023-10-11', year3: '9999-01-01' },
    '1.24': { year1: '2024-01-31', year3: '9999-01-01' },
    '1.25': { year1: '2024-05-01', year3: '9999-01-01' },
    '1.26': { year1: '2024-06-11', year3: '9999-01-01' },
    '1.27': { year1: '2024-07-24', year3: '9999-01-01' },
    '1.28': { year1: '2024-11-26', year3: '9999-01-01' },
    '1.29': { year1: '2025-03-23', year3: '9999-01-01' },
    '1.30': { year1: '2025-07-23', year3: '9999-01-01' },
    '1.31': { year1: '2025-11-26', year3: '9999-01-01' },
    '1.32': { year1: '2026-03-23', year3: '9999-01-01' },
    '1.33': { year1: '2026-07-29', year3: '9999-01-01' },
  },
  mysql: {
    '5.7': { year1: '2024-03-01', year3: '2026-03-01' },
    '8.0': { year1: '2026-08-01', year3: '2028-08-01' },
  },
  'aurora-mysql': {
    '5.7': { year1: '2024-12-01', year3: '2026-12-01' },
    '8.0': { year1: '2028-05-01', year3: '9999-01-01' },
  },
  postgres: {
    '11': { year1: '2024-04-01', year3: '2026-04-01' },
    '12': { year1: '2025-03-01', year3: '2027-03-01' },
    '13': { year1: '2026-03-01', year3: '2028-03-01' },
    '14': { year1: '2027-03-01', year3: '2029-03-01' },
  },
};

/** @returns the year of extended support that a version is in on a day, or null */
export function extendedSupportOf(engine: string, version: string | null, on: string): 'year 1' | 'year 3' | null {
  if (version === null) return null;
  const known = Object.entries(own(dates, engine) ?? {}).find(
    ([start]) => version === start || version.startsWith(`${start}.`),
  )?.[1];
  if (!known || on < known.year1) return null;
  return on < known.year3 ? 'year 1' : 'year 3';
}
