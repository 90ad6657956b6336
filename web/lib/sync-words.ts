/** How syncs are called on pages. */
import type { Tone } from './run-words.ts';
import type { SyncState } from './types.ts';

export const syncWords: Record<SyncState, { label: string; tone: Tone; says: string }> = {
  running: { label: 'Syncing', tone: 'info', says: 'The account is being read now.' },
  complete: { label: 'Complete', tone: 'good', says: 'Everything was read.' },
  partial: {
    label: 'Partly read',
    tone: 'warn',
    says: 'Some of it could not be read; nothing there was marked as gone.',
  },
  failed: { label: 'Failed', tone: 'bad', says: 'It could not be read; nothing was marked as gone.' },
  cancelled: { label: 'Cancelled', tone: 'neutral', says: 'It was stopped before it was done.' },
};

export const triggerWords = {
  schedule: 'by schedule',
  person: 'by hand',
  connect: 'when it was connected',
  run: 'after a run',
} as const;

export const intervals = [
  { minutes: 15, label: 'every 15 minutes' },
  { minutes: 60, label: 'every hour' },
  { minutes: 360, label: 'every 6 hours' },
  { minutes: 1_440, label: 'every day' },
  { minutes: 10_080, label: 'every week' },
] as const;

export const intervalText = (minutes: number): string =>
  intervals.find((one) => one.minutes === minutes)?.label ?? `every ${minutes} minutes`;

/** "12 new, 3 changed, 1 gone"; "no change". */
export function changeText({
  created,
  updated,
  deleted,
}: {
  created: number;
  updated: number;
  deleted: number;
}): string {
  const parts = [
    created > 0 ? `${created} new` : '',
    updated > 0 ? `${updated} changed` : '',
    deleted > 0 ? `${deleted} gone` : '',
  ].filter(Boolean);
  return parts.join(', ') || 'no change';
}

/** A list of regions as people type it: by comma, space or line, each once. */
export const regionsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
