import type { EdgeKind } from '@/lib/types.ts';

/** Colour and dashes of each kind: eight hues could not be told apart, so some share one and differ in the line. */
export const edgeLooks: Record<EdgeKind, { color: string; dash?: string }> = {
  contains: { color: 'var(--faint)', dash: '2 4' },
  runs_on: { color: 'var(--muted)' },
  network: { color: 'var(--info)', dash: '6 4' },
  routes_to: { color: 'var(--primary)' },
  iam: { color: 'var(--warn)' },
  data: { color: 'var(--good)' },
  manages: { color: 'var(--replace)' },
  deletes_before: { color: 'var(--bad)', dash: '6 4' },
};
