'use client';

import { Check, Pencil, Trash2, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import type { MemoryNote } from '@/lib/api-types.generated.ts';
import { useDecideNote, useRemoveNote } from '@/lib/memory-queries.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { NoteForm } from './note-form.tsx';

/** What the agent would like to be told from now on, and the decision about it. */
export function ProposedNote({ note }: { note: MemoryNote }) {
  const may = useMayIn(note.projectId, 'operator');
  const { text, afterDocuments } = note;
  return (
    <li data-testid="proposed-note" className="panel grid gap-2 border-info/40 p-3">
      <p className="whitespace-pre-line [overflow-wrap:anywhere]">{text}</p>
      {afterDocuments ? (
        <p className="text-warn text-xs">
          It was proposed after documents were read: look whether it is their idea or yours.
        </p>
      ) : null}
      <Origin note={note} />
      {may ? <DecideNote id={note.id} /> : null}
    </li>
  );
}

export function DecideNote({ id }: { id: string }) {
  const decide = useDecideNote(id);
  return (
    <div className="flex gap-2">
      <Button size="sm" look="primary" disabled={decide.isPending} onClick={() => decide.mutate('keep')}>
        <Check /> Keep
      </Button>
      <Button size="sm" disabled={decide.isPending} onClick={() => decide.mutate('decline')}>
        <X /> Decline
      </Button>
    </div>
  );
}

export function KeptNote({ note }: { note: MemoryNote }) {
  const may = useMayIn(note.projectId, 'operator');
  const { id, text } = note;
  const remove = useRemoveNote(id);
  const [changing, setChanging] = useState(false);
  return (
    <li data-testid="kept-note" className="flex items-start gap-3 px-3 py-2.5">
      {changing ? (
        <div className="flex-1">
          <NoteForm note={note} close={() => setChanging(false)} />
        </div>
      ) : (
        <div className="grid min-w-0 flex-1 gap-1">
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{text}</p>
          <Origin note={note} />
        </div>
      )}
      {may && !changing ? (
        <span className="flex shrink-0">
          <Button size="iconSm" look="quiet" aria-label="Change the note" onClick={() => setChanging(true)}>
            <Pencil />
          </Button>
          <Confirm
            title="Remove the note?"
            description={`The agent is no longer told: ${text}`}
            action="Remove the note"
            mutation={remove}
          >
            <Button size="iconSm" look="quiet" aria-label="Remove the note">
              <Trash2 />
            </Button>
          </Confirm>
        </span>
      ) : null}
    </li>
  );
}

function Origin({ note: { projectId, projectName, createdBy, session, updatedAt } }: { note: MemoryNote }) {
  return (
    <p className="text-muted text-xs">
      {projectId ? `For ${projectName ?? 'one project'}` : 'For all projects'}, by{' '}
      {createdBy ? createdBy.name : 'the agent'}
      {session ? (
        <>
          {' '}
          in{' '}
          <Link href={`/chat/${session.id}`} className="underline underline-offset-2">
            {session.title}
          </Link>
        </>
      ) : null}
      , <TimeText at={updatedAt} />
    </p>
  );
}
