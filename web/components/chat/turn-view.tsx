'use client';

import { CircleAlert, CircleStop, Hourglass, LoaderCircle, RotateCw } from 'lucide-react';
import { memo } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { turnWords } from '@/lib/run-words.ts';
import { proposedNote } from '@/lib/tool-words.ts';
import { type Item, type Turn, type UserMessage, visibleText } from '@/lib/transcript.ts';
import { Answer } from './markdown.tsx';
import { NoteCard } from './note-card.tsx';
import { PlanCard } from './plan-card.tsx';
import { ToolCard } from './tool-card.tsx';
import { UserBubble } from './user-bubble.tsx';

type TurnViewProps = { turn: Turn; newest: boolean; onResend: ((message: UserMessage) => void) | null };

export const TurnView = memo(function TurnView({ turn, newest, onResend }: TurnViewProps) {
  const asked = turn.items.findLast((item) => item.kind === 'user');
  return (
    <section aria-label="Turn" className="grid gap-3">
      {turn.items.map((item) => (
        <ItemView key={`${item.kind} ${item.id}`} item={item} told={turn.state === 'stopped'} />
      ))}
      <TurnLine turn={turn} newest={newest} onRetry={asked && onResend ? () => onResend(asked) : null} />
    </section>
  );
});

/** @param told whether the line below says already that the turn was stopped */
function ItemView({ item, told }: { item: Item; told: boolean }) {
  if (item.kind === 'user') return <UserBubble message={item} />;
  if (item.kind === 'tool') {
    const note = proposedNote(item);
    return note ? <NoteCard {...note} /> : <ToolCard tool={item} />;
  }
  if (item.kind === 'plan') return <PlanCard plan={item} />;
  const text = visibleText(item);
  if (!text) return null;
  return (
    <div data-testid="message-assistant" data-done={item.done}>
      <Answer text={text} />
      {item.stopped && !told ? <p className="mt-1 text-faint text-xs">Stopped here.</p> : null}
    </div>
  );
}

/** Where the turn stands. A finished one needs no words. */
function TurnLine({ turn, newest, onRetry }: { turn: Turn; newest: boolean; onRetry: (() => void) | null }) {
  const { state, reason } = turn;
  if (state === 'failed') {
    return (
      <div
        role="alert"
        data-testid="turn-state"
        data-turn={state}
        className="flex flex-wrap items-center gap-2 rounded-md border border-bad/30 bg-bad-soft px-3 py-2"
      >
        <CircleAlert className="size-4 shrink-0 text-bad" aria-hidden />
        <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{reason ?? 'The agent could not answer.'}</p>
        {newest && onRetry ? (
          <Button size="sm" onClick={onRetry}>
            <RotateCw />
            Retry
          </Button>
        ) : null}
      </div>
    );
  }
  if (state === 'stopped') {
    return (
      <p data-testid="turn-state" data-turn={state} className="flex items-center gap-2 text-muted text-xs">
        <CircleStop className="size-3.5" aria-hidden />
        {reason ?? 'Stopped.'}
      </p>
    );
  }
  if (!newest || state === null || state === 'completed') return null;
  const Icon = state === 'waiting' ? Hourglass : LoaderCircle;
  return (
    <p role="status" data-testid="turn-state" data-turn={state} className="flex items-center gap-2 text-muted text-xs">
      <Icon className={state === 'waiting' ? 'size-3.5 text-warn' : 'size-3.5 animate-spin'} aria-hidden />
      {reason ?? turnWords[state]}
    </p>
  );
}
