'use client';

import { Files, FileUp } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useDocuments, useKnowledgeSources } from '@/lib/knowledge-queries.ts';
import { documentStates, documentWords } from '@/lib/knowledge-words.ts';
import { useDebounced } from '@/lib/use-debounced.ts';
import { useMay } from '@/lib/use-role.ts';
import { DocumentTable } from './document-table.tsx';
import { DropHere } from './drop-here.tsx';
import { KnowledgePage } from './knowledge-page.tsx';

const all = 'all';

/** All documents, and the place to drop more. */
export function DocumentsView() {
  const may = useMay('operator');
  const [{ q, source, state }, setFilter] = useQueryStates({
    q: parseAsString.withDefault(''),
    source: parseAsString,
    state: parseAsStringLiteral(documentStates),
  });
  const sources = useKnowledgeSources().data?.items;
  const words = useDebounced(q.trim(), 300);
  const list = useDocuments({ q: words || undefined, sourceId: source ?? undefined, state: state ?? undefined });
  const { items, error, refetch } = list;
  const filtered = q !== '' || source !== null || state !== null;
  const chosen = sources?.find(({ id, kind }) => id === source && kind === 'upload');
  return (
    <KnowledgePage fill title="Documents" note="Everything that is known, and what could not be read.">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label="Filter the documents by name"
          placeholder="Filter by name"
          value={q}
          onChange={(event) => void setFilter({ q: event.target.value || null })}
          className="min-w-36 flex-1 sm:max-w-72"
        />
        <Select
          label="Source"
          value={source ?? all}
          onChange={(value) => void setFilter({ source: value === all ? null : value })}
          options={[
            { value: all, label: 'In all sources' },
            ...(sources ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          label="State"
          value={state ?? all}
          onChange={(value) => void setFilter({ state: documentStates.find((one) => one === value) ?? null })}
          options={[
            { value: all, label: 'In any state' },
            ...documentStates.map((one) => ({ value: one, label: documentWords[one].label })),
          ]}
        />
      </div>
      <DropHere may={may} sources={sources} into={chosen?.id ?? null}>
        {(choose) => (
          <>
            {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
            {!items && !error ? <SkeletonRows rows={8} className="h-12" /> : null}
            {items?.length === 0 ? (
              <EmptyState
                icon={filtered ? Files : FileUp}
                title={filtered ? 'No document is like that' : 'No document yet'}
                action={
                  filtered ? (
                    <Button onClick={() => void setFilter(null)}>Show all documents</Button>
                  ) : may ? (
                    <Button look="primary" onClick={choose}>
                      Choose files
                    </Button>
                  ) : null
                }
              >
                {filtered
                  ? 'Take a filter away.'
                  : 'Drop files here: Markdown, text, HTML, PDF and Word, up to 50 MB each. Folders are taken with all that is in them.'}
              </EmptyState>
            ) : null}
            {items && items.length > 0 ? <DocumentTable list={list} items={items} sources={sources ?? []} /> : null}
          </>
        )}
      </DropHere>
    </KnowledgePage>
  );
}
