'use client';

import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn.ts';
import type { UserMessage } from '@/lib/transcript.ts';

export function UserBubble({ message, note }: { message: UserMessage; note?: ReactNode }) {
  return (
    <div className="flex flex-col items-end gap-1">
      <div
        data-testid="message-user"
        data-sending={message.sending}
        className={cn(
          'max-w-[min(36rem,90%)] whitespace-pre-wrap rounded-lg bg-selected px-3 py-2 leading-relaxed [overflow-wrap:anywhere]',
          message.sending !== 'sent' && 'opacity-70',
        )}
      >
        {message.text}
      </div>
      {message.sending === 'sending' ? (
        <LoaderCircle className="size-3 animate-spin text-faint" aria-label="Sending" />
      ) : null}
      {note ? <div className="flex items-center gap-2 text-muted text-xs">{note}</div> : null}
    </div>
  );
}
