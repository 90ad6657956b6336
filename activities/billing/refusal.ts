/** A file that cannot be right: which row, which column, and why, in words. The last good load stays. */
import type { ImportProblem } from '../../db/model/billing.ts';
import { AuroraError } from '../../platform/errors.ts';

export class ImportRefused extends AuroraError {
  readonly problems: ImportProblem[];

  /** Never retried: the same bytes would be refused again. */
  constructor(problems: ImportProblem[]) {
    const first = problems[0]?.message ?? 'The file cannot be read.';
    super({ code: 'unprocessable', retryable: false, userMessage: `${first} What was loaded before stays as it is.` });
    this.problems = problems;
  }
}

export const refuse = (code: string, message: string, more: Omit<ImportProblem, 'code' | 'message'> = {}) =>
  new ImportRefused([{ code, message, ...more }]);

/** What a row's problem means. `{column}` and `{value}` are filled in. */
const words: Record<string, string> = {
  missing: '{column} is empty, and no cost can be counted without it.',
  unreadable: '{column} holds {value}, which cannot be read as what it has to be.',
  not_a_number: '{column} holds {value}, which is no amount.',
  too_large: '{column} is {value}, more than one row of a bill can be.',
  unknown_currency: '{column} is {value}, which is no currency (ISO 4217).',
  unknown_charge_category: '{column} is {value}; FOCUS knows Usage, Purchase, Tax, Credit and Adjustment.',
  period_ends_before_it_starts: 'The billing period ends at {value}, before it starts.',
  period_too_long: 'The billing period ends at {value}, more than a year after it starts.',
  period_in_the_future: 'The billing period starts at {value}, in the future.',
  charge_ends_before_it_starts: 'The charge ends at {value}, before it starts.',
  charge_far_from_its_period: 'The charge starts at {value}, years away from its billing period.',
  other_period: 'The billing period {value} is not one that this import is about.',
  no_zone_date: '{column} holds {value}; a time has to begin with the year, as 2024-09-01T00:00:00Z.',
};

type Row = { code: string; row: number; file: string; column?: string; value?: string };

export function problemOfRow({ code, row, file, column, value }: Row): ImportProblem {
  const shown = value === undefined || value === '' ? 'nothing' : `"${value}"`;
  const text = (words[code] ?? 'The row cannot be read.')
    .replace('{column}', column ?? 'A value')
    .replace('{value}', shown);
  return {
    code,
    message: `Row ${row} of ${file}: ${text}`,
    file,
    row,
    ...(column ? { column } : {}),
    ...(value ? { value } : {}),
  };
}
