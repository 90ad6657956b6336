'use client';

import { FileUp, Search, SearchX } from 'lucide-react';
import Link from 'next/link';
import { parseAsFloat, parseAsString, useQueryStates } from 'nuqs';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { cn } from '@/lib/cn.ts';
import { counted } from '@/lib/estate-words.ts';
import { useDocumentSearch, useKnowledgeIndexes, useKnowledgeSources } from '@/lib/knowledge-queries.ts';
import { useDebounced } from '@/lib/use-debounced.ts';
import { useMay } from '@/lib/use-role.ts';
import { Hit } from './hit.tsx';
import { KnowledgePage } from './knowledge-page.tsx';
import { SearchState } from './search-state.tsx';
import { Weight } from './weight.tsx';

const all = 'all';
const usualWeight = 0.5;

/** A question to all documents; what answers it, with the sentence that does. */
export function SearchView() {
  const [{ q, weight, source }, setWish] = useQueryStates({
    q: parseAsString.withDefault(''),
    weight: parseAsFloat.withDefault(usualWeight),
    source: parseAsString,
  });
  const sources = useKnowledgeSources().data?.items;
  const search = useKnowledgeIndexes().data?.search;
  const asked = useDebounced(q, 350);
  const still = useDebounced(weight, 200);
  const found = useDocumentSearch({ q: asked, weight: still, source });
  const empty = sources?.every(({ counts }) => counts.documents === 0) ?? false;
  return (
    <KnowledgePage title="Knowledge" note="What the team has written down. The agent reads it too, and cites it.">
      <search>
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            // What was typed a moment ago is asked by itself, and nothing is no question.
            if (asked.trim()) void found.refetch();
          }}
        >
          <div className="relative max-w-3xl">
            <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-faint" aria-hidden />
            <Input
              type="search"
              aria-label="Search the documents"
              placeholder="Ask, or search for words"
              value={q}
              maxLength={1_000}
              onChange={(event) => void setWish({ q: event.target.value || null })}
              className="h-9 pl-9"
            />
          </div>
          <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
            {search === 'meaning' ? (
              <Weight
                weight={weight}
                onChange={(next) => void setWish({ weight: next === usualWeight ? null : next })}
              />
            ) : null}
            <Select
              label="Source"
              value={source ?? all}
              onChange={(value) => void setWish({ source: value === all ? null : value })}
              options={[
                { value: all, label: 'In all sources' },
                ...(sources ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </div>
          <SearchState />
        </form>
      </search>
      {asked.trim() === '' && empty ? <Nothing /> : null}
      {asked.trim() !== '' ? <Results asked={asked} found={found} /> : null}
    </KnowledgePage>
  );
}

type ResultsProps = { asked: string; found: ReturnType<typeof useDocumentSearch> };

function Results({ asked, found: { data, error, refetch, isPlaceholderData } }: ResultsProps) {
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={4} className="h-24" />;
  return (
    <section aria-label="Found" className={cn('grid max-w-4xl gap-3', isPlaceholderData && 'opacity-60')}>
      <p role="status" className="text-muted text-xs">
        {data.hits.length > 0 ? counted(data.hits.length, 'passage') : 'Nothing found'}
        {data.note && data.hits.length > 0 ? <span className="text-warn">. {data.note}</span> : null}
      </p>
      {data.hits.length === 0 ? (
        <EmptyState icon={SearchX} title={`Nothing answers “${asked.trim()}”`}>
          {data.note ?? 'Try other or fewer words, or search in all sources. Only documents that are ready are found.'}
        </EmptyState>
      ) : null}
      <ol className="grid gap-3 empty:hidden">
        {data.hits.map((hit) => (
          <Hit key={hit.chunkId} hit={hit} />
        ))}
      </ol>
    </section>
  );
}

function Nothing() {
  const may = useMay('operator');
  if (!may) {
    return (
      <EmptyState icon={FileUp} title="Nothing is known yet">
        Operators upload runbooks, decisions and guides. Then you and the agent find the place that answers.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={FileUp}
      title="Nothing is known yet"
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="primary" asChild>
            <Link href="/knowledge/documents">Upload documents</Link>
          </Button>
          <Button asChild>
            <Link href="/knowledge/sources">Add a source</Link>
          </Button>
        </div>
      }
    >
      Upload runbooks, decisions and guides, or have them read from web pages or a Git repository. You and the agent
      find the place that answers.
    </EmptyState>
  );
}
