'use client';

import { LoaderCircle } from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Progress } from '@/components/ui/progress.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import { countText } from '@/lib/estate-words.ts';
import { useKnowledgeIndexes } from '@/lib/knowledge-queries.ts';
import { embeddingText, searchWords } from '@/lib/knowledge-words.ts';

/** Which search is on, and how far another one is that will take over. */
export function SearchState() {
  const { data } = useKnowledgeIndexes();
  if (!data) return <p className="h-5" />;
  const { label, says } = searchWords[data.search];
  const serving = data.items.find(({ state }) => state === 'serving');
  const building = data.items.find(({ state }) => state === 'building');
  return (
    <div className="grid gap-1 text-xs" data-testid="search-state" data-search={data.search}>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Tip text={says}>
          <Badge tone={data.search === 'off' ? 'warn' : 'neutral'}>{label}</Badge>
        </Tip>
        <span className="text-muted">
          {serving ? `${countText(serving.done)} passages, ${embeddingText(serving.embedding)}.` : says}
        </span>
      </p>
      {building ? (
        <div className="grid max-w-md gap-1" role="status">
          <p className="flex items-center gap-1.5 text-muted tabular-nums">
            <LoaderCircle className="size-3.5 shrink-0 animate-spin" aria-hidden />
            Another search is being made ready ({embeddingText(building.embedding)}): {countText(building.done)} of{' '}
            {countText(building.total)} passages. Until then this one answers.
          </p>
          <Progress label="The new search" share={building.total > 0 ? building.done / building.total : null} />
          {building.reason ? <p className="text-bad">{building.reason}</p> : null}
        </div>
      ) : null}
    </div>
  );
}
