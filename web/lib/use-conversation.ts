'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Api } from './api.ts';
import type { Event, EventPage, Message, Session } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { type Conversation, emptyConversation, withEvent, withMessages, withNewestTurn } from './conversation.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import { isOver } from './turns.ts';
import { useStream } from './use-stream.ts';

const pageOfEvents = 500;
const mostPages = 8;

const readMessages = (api: Api, sessionId: string) =>
  api<{ items: Message[] }>('GET', `/sessions/${sessionId}/messages`).then(({ items }) => items);

/**
 * The events of the turn that is under way: text that has streamed is in no table yet. Goes back page by
 * page until the turn's beginning is among them.
 */
async function readTail(api: Api, { id, lastSeq, turn }: Session): Promise<Event[]> {
  let events: Event[] = [];
  if (!turn || isOver(turn.state)) return events;
  for (let page = 1; page <= mostPages; page += 1) {
    const afterSeq = Math.max(0, lastSeq - page * pageOfEvents);
    const { items } = await api<EventPage>('GET', `/events/session:${id}?afterSeq=${afterSeq}&limit=${pageOfEvents}`);
    events = [...items.filter((one) => one.seq < (events[0]?.seq ?? Number.POSITIVE_INFINITY)), ...events];
    const begun = events.some(({ event }) => event.type === 'turn.state' && event.payload.turnId === turn.id);
    if (begun || afterSeq === 0) break;
  }
  return events;
}

async function readConversation(api: Api, sessionId: string): Promise<Conversation> {
  const session = await api<Session>('GET', `/sessions/${sessionId}`);
  const [tail, messages] = await Promise.all([readTail(api, session), readMessages(api, sessionId)]);
  const first = tail[0];
  const replayed = tail.reduce(withEvent, emptyConversation(first ? first.seq - 1 : session.lastSeq));
  return withNewestTurn(withMessages(replayed, messages), session.turn, session.updatedAt);
}

/**
 * The conversation as it is now and as it goes on. `change` is for what the page itself knows first:
 * a message that is being sent.
 */
export function useConversation(sessionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  const queries = useQueryClient();
  const [conversation, setConversation] = useState<Conversation | null>(null);
  // Read once for each visit; from then on the stream keeps it true.
  const query = useQuery({
    queryKey: keys.conversation(sessionId),
    queryFn: () => readConversation(api, sessionId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const start = useRef<number | null>(null);
  useEffect(() => {
    if (!query.data) return;
    start.current = query.data.lastSeq;
    setConversation((now) => now ?? query.data);
    void queries.invalidateQueries({ queryKey: keys.sessions });
  }, [query.data, queries]);

  // The table knows which turn took which message; events do not say.
  const asking = useRef<'no' | 'yes' | 'again'>('no');
  const askMessages = useCallback(async () => {
    if (asking.current !== 'no') {
      asking.current = 'again';
      return;
    }
    do {
      asking.current = 'yes';
      const messages = await readMessages(api, sessionId).catch(() => null);
      if (messages) setConversation((now) => (now ? withMessages(now, messages) : now));
    } while ((asking.current as string) === 'again');
    asking.current = 'no';
  }, [api, sessionId]);

  const waits = (conversation?.waiting.length ?? 0) > 0;
  useStream(`session:${sessionId}`, conversation ? start.current : null, (events) => {
    setConversation((now) => (now ? events.reduce(withEvent, now) : now));
    const types = new Set(events.map(({ event }) => event.type));
    if (types.has('turn.state') || (waits && types.has('message.started'))) void askMessages();
    for (const { event } of events) if (event.type === 'run.state') void refresh(keys.run(event.payload.runId));
    if (types.has('session.updated') || types.has('turn.state')) void refresh(keys.session(sessionId), keys.sessions);
  });

  const change = useCallback((edit: (now: Conversation) => Conversation) => {
    setConversation((now) => (now ? edit(now) : now));
  }, []);
  return { conversation, change, error: query.error, retry: () => void query.refetch() };
}
