'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Viewer } from '../auth.ts';
import { type Api, createApi } from './api.ts';
import type { Event, EventPage, LiveTicket } from './api-types.generated.ts';
import { hearOrg } from './hear-org.ts';
import { createLive, type Live } from './live.ts';
import { ApiProblem } from './problem.ts';
import { createTokenSource } from './token.ts';
import { createUpload, type Upload } from './upload.ts';

type App = {
  viewer: Viewer;
  api: Api;
  live: Live;
  upload: Upload;
  /** Where scripts ask, for examples to copy. */
  apiUrl: string;
};

const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp is for components inside AppProvider');
  return app;
}

function toSignIn() {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?ended=1&callbackUrl=${encodeURIComponent(here)}`);
}

const liveAddress = (apiUrl: string, ticket: string) =>
  `${apiUrl.replace(/^http/, 'ws')}/live?ticket=${encodeURIComponent(ticket)}`;

function createParts(apiUrl: string): Omit<App, 'viewer'> {
  const tokens = createTokenSource();
  const api = createApi({ apiUrl, tokens, onSignedOut: toSignIn });
  const live = createLive({
    address: async () => liveAddress(apiUrl, (await api<LiveTicket>('POST', '/live/tickets')).ticket),
  });
  return { api, live, upload: createUpload({ apiUrl, tokens }), apiUrl };
}

const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // The API says whether trying again can help.
        retry: (failures, error) => failures < 3 && error instanceof ApiProblem && error.problem.retryable,
        retryDelay: (failures) => Math.min(8_000, 400 * 2 ** failures),
      },
    },
  });

/** @param apiUrl the API as this browser reaches it; known at run time only */
export function AppProvider({ viewer, apiUrl, children }: { viewer: Viewer; apiUrl: string; children: ReactNode }) {
  const [queries] = useState(createQueries);
  const [parts] = useState(() => createParts(apiUrl));
  useFreshLists(parts, queries, viewer.organisation.id);
  return (
    <QueryClientProvider client={queries}>
      <AppContext value={{ viewer, ...parts }}>{children}</AppContext>
    </QueryClientProvider>
  );
}

/** What the organisation's stream tells makes lists and cards stale, wherever they are shown. */
function useFreshLists({ api, live }: Omit<App, 'viewer'>, queries: QueryClient, orgId: string) {
  useEffect(() => {
    const stream = `org:${orgId}`;
    let leave: (() => void) | null = null;
    let gone = false;
    let later: ReturnType<typeof setTimeout> | null = null;
    const stale = new Set<string>();
    const flush = () => {
      later = null;
      for (const key of stale) void queries.invalidateQueries({ queryKey: JSON.parse(key) as string[] });
      stale.clear();
    };
    const hear = ({ event }: Event) => {
      for (const key of hearOrg(queries, event)) stale.add(JSON.stringify(key));
      later ??= setTimeout(flush, 150);
    };
    const join = async () => {
      // Only what happens from now on: the lists have just been read.
      const page = await api<EventPage>('GET', `/events/${stream}?limit=1`).catch(() => null);
      if (!gone) leave = live.join(stream, page?.lastSeq ?? 0, hear);
    };
    void join();
    return () => {
      gone = true;
      leave?.();
      if (later) clearTimeout(later);
    };
  }, [api, live, queries, orgId]);
}

export function useLiveState() {
  const { live } = useApp();
  return useSyncExternalStore(live.onState, live.state, () => 'connecting' as const);
}
