'use client';

import { useCallback, useState } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Message } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { openTurn, withDropped, withSending, withUnsent } from './conversation.ts';
import { wordsFor } from './problem.ts';
import type { UserMessage } from './transcript.ts';
import type { Delivery } from './types.ts';
import { useConversation } from './use-conversation.ts';

/** A conversation and what one can do in it. */
export function useChat(sessionId: string) {
  const { api, viewer } = useApp();
  const { conversation, change, error, retry } = useConversation(sessionId);
  const [stopping, setStopping] = useState<string | null>(null);
  const turn = conversation ? openTurn(conversation) : null;
  const busy = turn?.state === 'running' || turn?.state === 'queued';

  const post = useCallback(
    async (message: Omit<UserMessage, 'kind' | 'sending'>) => {
      const { id, text, delivery } = message;
      change((now) => withSending(now, message));
      try {
        await api<Message>('POST', `/sessions/${sessionId}/messages`, { id, text, delivery });
      } catch (problem) {
        // The same id again is harmless, so "Send again" cannot send it twice.
        change((now) => withUnsent(now, id));
        toast.error('The message was not sent', { description: wordsFor(problem).detail });
      }
    },
    [api, change, sessionId],
  );

  const send = useCallback(
    (text: string, delivery: Delivery) =>
      void post({ id: v7(), at: new Date().toISOString(), text, authorId: viewer.user.id, delivery }),
    [post, viewer.user.id],
  );

  /** One that never arrived goes under its own id; one whose turn failed is asked anew. */
  const resend = useCallback(
    (message: UserMessage) => {
      if (message.sending === 'unsent') void post(message);
      else send(message.text, 'queue');
    },
    [post, send],
  );

  const drop = useCallback((id: string) => change((now) => withDropped(now, id)), [change]);

  const stop = useCallback(async () => {
    if (!turn) return;
    setStopping(turn.id);
    try {
      await api('POST', `/sessions/${sessionId}/stop`, { id: v7() });
    } catch (problem) {
      setStopping(null);
      toast.error('Stopping did not work', { description: wordsFor(problem).detail });
    }
  }, [api, sessionId, turn]);

  return { conversation, busy, error, retry, send, resend, drop, stop, stopping: busy && stopping === turn?.id };
}
