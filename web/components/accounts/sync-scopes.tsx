'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Badge, type Tone } from '@/components/ui/badge.tsx';
import { Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { SyncRun, SyncRunWithScopes } from '@/lib/api-types.generated.ts';
import { countText } from '@/lib/estate-words.ts';
import { useSyncRun } from '@/lib/sync-queries.ts';
import { changeText } from '@/lib/sync-words.ts';

type Scope = SyncRunWithScopes['items'][number];

const looks: Record<Scope['state'], { label: string; tone: Tone; rank: number }> = {
  failed: { label: 'Failed', tone: 'bad', rank: 0 },
  running: { label: 'Reading', tone: 'info', rank: 1 },
  skipped: { label: 'Left out', tone: 'warn', rank: 2 },
  complete: { label: 'Read', tone: 'good', rank: 3 },
  waiting: { label: 'Waiting', tone: 'neutral', rank: 4 },
};
const few = 60;

/** Each listing of each region: what failed comes first, then what is being read. */
export function SyncScopes({ run }: { run: SyncRun }) {
  const { data, error, refetch } = useSyncRun(run.id, run.state === 'running');
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} className="m-3" />;
  if (!data) return <SkeletonRows rows={4} className="mx-3 h-6 first:mt-3 last:mb-3" />;
  const wanted = words.trim().toLowerCase();
  const found = data.items
    .filter(({ region, kind, error: why }) => `${region} ${kind} ${why ?? ''}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => looks[a.state].rank - looks[b.state].rank || b.seen - a.seen);
  const shown = all ? found : found.slice(0, few);
  return (
    <div className="grid gap-2 p-3">
      {data.items.length > 12 ? (
        <Input
          type="search"
          aria-label="Filter the listings"
          placeholder="Filter by region or listing"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className="max-w-64"
        />
      ) : null}
      <ul className="grid gap-1 text-xs">
        {shown.map((scope) => (
          <Line key={scope.id} scope={scope} />
        ))}
      </ul>
      {found.length === 0 ? (
        <p className="text-muted text-xs">
          {wanted ? 'No listing matches the filter.' : 'No listing has started yet.'}
        </p>
      ) : null}
      {found.length > shown.length ? (
        <div>
          <button type="button" onClick={() => setAll(true)} className="text-muted text-xs hover:text-foreground">
            {countText(found.length - shown.length)} more listings
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Line({ scope }: { scope: Scope }) {
  const { account, region, kind, state, seen, error } = scope;
  return (
    <li className="grid grid-cols-[4.500rem_minmax(0,1fr)_auto] items-baseline gap-x-3">
      <span>
        <Badge tone={looks[state].tone}>{looks[state].label}</Badge>
      </span>
      <span className="min-w-0">
        <span className="font-mono" title={`account ${account}`}>
          {kind}
        </span>{' '}
        <span className="text-muted">{region}</span>
        {error ? <span className="block text-bad [overflow-wrap:anywhere]">{error}</span> : null}
      </span>
      <span className="text-right text-muted tabular-nums">
        {state === 'waiting' ? '' : `${countText(seen)} seen`}
        {scope.created + scope.updated + scope.deleted > 0 ? `, ${changeText(scope)}` : ''}
      </span>
    </li>
  );
}
