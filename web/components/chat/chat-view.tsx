'use client';

import { ArrowDown } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { useSession } from '@/lib/queries.ts';
import { useAutoScroll } from '@/lib/use-auto-scroll.ts';
import { useChat } from '@/lib/use-chat.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import { Examples } from './examples.tsx';
import { TurnView } from './turn-view.tsx';
import { WaitingMessages } from './waiting-messages.tsx';

export const viewerOff = 'Your role here is viewer: you can read along, but not write.';

export function ChatView({ sessionId }: { sessionId: string }) {
  const session = useSession(sessionId);
  const may = useMayIn(session.data?.projectId ?? null, 'operator');
  const { conversation, busy, error, retry, send, resend, drop, stop, stopping } = useChat(sessionId);
  const { outer, inner, away, toEnd } = useAutoScroll();
  const title = conversation?.title ?? session.data?.title;
  useEffect(() => {
    if (title) document.title = `${title} · Aurora`;
  }, [title]);
  // A request that another page made ready: it stands in the message field, and only a person sends it.
  const [ask, setAsk] = useQueryState('ask', parseAsString);
  const sendAndShow = (...message: Parameters<typeof send>) => {
    send(...message);
    void setAsk(null);
    toEnd();
  };
  const empty = conversation?.turns.length === 0 && conversation.waiting.length === 0;
  return (
    <div className="relative grid h-full grid-rows-[auto_minmax(0,1fr)_auto]">
      <ChatHeader session={session.data} title={title} />
      <div ref={outer} className="min-h-0 overflow-y-auto">
        <div
          ref={inner}
          role="log"
          aria-label="Conversation"
          aria-busy={busy}
          className="mx-auto grid max-w-3xl gap-5 px-4 py-5"
        >
          {error ? <ProblemNotice error={error} retry={retry} /> : null}
          {conversation || error ? null : <TranscriptSkeleton />}
          {empty && may ? <Examples onPick={(text) => sendAndShow(text, 'queue')} /> : null}
          {conversation?.turns.map((turn, at, { length }) => (
            <TurnView key={turn.id} turn={turn} newest={at === length - 1} onResend={may ? resend : null} />
          ))}
          {conversation ? (
            <WaitingMessages messages={conversation.waiting} busy={busy} onResend={resend} onDrop={drop} />
          ) : null}
        </div>
      </div>
      <div className="relative mx-auto w-full max-w-3xl px-4 pb-4">
        {away ? (
          <Button
            size="sm"
            onClick={toEnd}
            className="-top-10 -translate-x-1/2 absolute left-1/2 rounded-full shadow-md"
          >
            <ArrowDown />
            To the end
          </Button>
        ) : null}
        <Composer
          busy={busy}
          stopping={stopping}
          off={may ? null : viewerOff}
          draft={ask ?? undefined}
          placeholder={busy ? 'Add something while it works' : 'Say what you want'}
          onSend={sendAndShow}
          onStop={() => void stop()}
        />
      </div>
    </div>
  );
}

const TranscriptSkeleton = () => (
  <div role="status" aria-label="Loading" className="grid gap-4">
    <Skeleton className="ml-auto h-10 w-72 max-w-[70%] rounded-lg" />
    <Skeleton className="h-4 w-5/6" />
    <Skeleton className="h-4 w-2/3" />
    <Skeleton className="h-8" />
  </div>
);
