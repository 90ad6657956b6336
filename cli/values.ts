/** Values of options, as commander takes them. */
import { InvalidArgumentError } from 'commander';

export const collect = (value: string, before: string[]): string[] => [...before, value];

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('This takes a whole number from 1.');
  return number;
}

export function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('This takes a day, such as 2026-03-31.');
}

export function month(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('This takes a month, such as 2026-03.');
}

export function sha256(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('This takes the 64 hexadecimal digits that the plan shows.');
}
