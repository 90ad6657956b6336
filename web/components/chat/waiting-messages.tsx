'use client';

import { Button } from '@/components/ui/button.tsx';
import type { UserMessage } from '@/lib/transcript.ts';
import type { Delivery } from '@/lib/types.ts';
import { UserBubble } from './user-bubble.tsx';

const words: Record<Delivery, string> = {
  queue: 'Waits for the end of this turn',
  steer: 'Joins at the next step',
  interrupt: 'Stops what is running',
};

type Props = {
  messages: UserMessage[];
  busy: boolean;
  onResend: (message: UserMessage) => void;
  onDrop: (id: string) => void;
};

/** Messages that no turn has taken yet, and those that never arrived. */
export function WaitingMessages({ messages, busy, onResend, onDrop }: Props) {
  return messages.map((message) => (
    <UserBubble
      key={message.id}
      message={message}
      note={
        message.sending === 'unsent' ? (
          <>
            <span className="text-bad">Not sent.</span>
            <Button size="sm" onClick={() => onResend(message)}>
              Send again
            </Button>
            <Button size="sm" look="quiet" onClick={() => onDrop(message.id)}>
              Drop
            </Button>
          </>
        ) : busy && message.sending === 'sent' ? (
          words[message.delivery]
        ) : null
      }
    />
  ));
}
