'use client';

import { Brain } from 'lucide-react';
import Link from 'next/link';
import { DecideNote } from '@/components/knowledge/note-rows.tsx';
import { useMemoryNotes } from '@/lib/memory-queries.ts';
import { useMayIn } from '@/lib/use-role.ts';

/** What the agent would like to be told in later conversations, and the decision about it. */
export function NoteCard({ id, text }: { id: string; text: string }) {
  const { data } = useMemoryNotes();
  const note = data?.items.find((one) => one.id === id);
  const may = useMayIn(note?.projectId ?? null, 'operator');
  return (
    <section data-testid="note-card" aria-label="Proposed note" className="panel grid gap-2 p-3">
      <h3 className="flex items-center gap-2 text-muted text-xs">
        <Brain className="size-3.5 shrink-0" aria-hidden />
        {data ? titles[note?.state ?? 'gone'] : 'A note to remember'}
      </h3>
      <p className="whitespace-pre-line [overflow-wrap:anywhere]">{note?.text ?? text}</p>
      {note?.state === 'proposed' && note.afterDocuments ? (
        <p className="text-warn text-xs">
          It was proposed after documents were read: look whether it is their idea or yours.
        </p>
      ) : null}
      {note?.state === 'proposed' && may ? <DecideNote id={id} /> : null}
      {note?.state === 'kept' ? (
        <p className="text-muted text-xs">
          The agent is told in later conversations.{' '}
          <Link href="/knowledge/notes" className="underline underline-offset-2">
            See the team memory
          </Link>
        </p>
      ) : null}
    </section>
  );
}

/** Those that were declined or removed are in no list. */
const titles = {
  proposed: 'The agent would like to remember this. It counts once somebody keeps it.',
  kept: 'Kept in the team memory',
  declined: 'Declined',
  removed: 'Removed',
  gone: 'Declined, or removed since',
} as const;
