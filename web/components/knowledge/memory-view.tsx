'use client';

import { Brain, Plus } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useMemoryNotes } from '@/lib/memory-queries.ts';
import { useMaySomewhere } from '@/lib/use-role.ts';
import { KnowledgePage } from './knowledge-page.tsx';
import { NoteForm } from './note-form.tsx';
import { KeptNote, ProposedNote } from './note-rows.tsx';

/** Short notes that the agent is told in every conversation. People keep them; the agent may only propose. */
export function MemoryView() {
  const may = useMaySomewhere('operator');
  const { data, error, refetch } = useMemoryNotes();
  const [adding, setAdding] = useState(false);
  const items = data?.items;
  const proposed = items?.filter(({ state }) => state === 'proposed') ?? [];
  const kept = items?.filter(({ state }) => state === 'kept') ?? [];
  const add = may ? (
    <Button look="primary" onClick={() => setAdding(true)} data-testid="add-note">
      <Plus /> Add a note
    </Button>
  ) : null;
  return (
    <KnowledgePage
      title="Team memory"
      note="Short notes that the agent is told in every conversation. It may propose some; people keep them."
      actions={items?.length && !adding ? add : null}
    >
      <div className="grid max-w-4xl gap-6">
        {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
        {!items && !error ? <SkeletonRows rows={4} className="h-14" /> : null}
        {adding ? (
          <div className="panel p-3">
            <NoteForm close={() => setAdding(false)} />
          </div>
        ) : null}
        {items?.length === 0 && !adding ? (
          <EmptyState icon={Brain} title="Nothing to remember yet" action={add}>
            For what holds everywhere and is written nowhere: “We name buckets by team and purpose”, “Ask before
            touching the billing database”.
          </EmptyState>
        ) : null}
        {proposed.length > 0 ? (
          <section aria-label="Proposed by the agent" className="grid gap-2">
            <h2 className="font-semibold">Proposed by the agent</h2>
            <ul className="grid gap-2">
              {proposed.map((note) => (
                <ProposedNote key={note.id} note={note} />
              ))}
            </ul>
          </section>
        ) : null}
        {kept.length > 0 ? (
          <section aria-label="Kept" className="grid gap-2">
            <h2 className="font-semibold">Kept</h2>
            <ul className="panel divide-y divide-border">
              {kept.map((note) => (
                <KeptNote key={note.id} note={note} />
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </KnowledgePage>
  );
}
