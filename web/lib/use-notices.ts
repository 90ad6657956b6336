'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { EventPage } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { type KeptNotice, mergedNotices, noticesIn } from './notices.ts';
import { safePath } from './safe-path.ts';

/** How far back the stream is read for notices that came while nobody looked. */
const lookBack = 300;

type Kept = { items: KeptNotice[]; readSeq: number };

/** Notices as toasts when they come, and kept in this browser until newer ones push them out. */
export function useNotices() {
  const { api, live, viewer } = useApp();
  const router = useRouter();
  const stream = `org:${viewer.organisation.id}`;
  const place = `aurora.notices.${stream}`;
  const [kept, setKept] = useState<Kept>({ items: [], readSeq: 0 });

  const change = useCallback(
    (next: (now: Kept) => Kept) =>
      setKept((now) => {
        const then = next(now);
        // A full or forbidden store only means that they are not kept over a reload.
        try {
          localStorage.setItem(place, JSON.stringify(then));
        } catch {}
        return then;
      }),
    [place],
  );

  useEffect(() => {
    let leave: (() => void) | null = null;
    let gone = false;
    const hear = (notices: KeptNotice[]) => {
      if (notices.length > 0) change((now) => ({ ...now, items: mergedNotices(now.items, notices) }));
    };
    const tell = ({ level, text, href }: KeptNotice) => {
      const say = { info: toast.info, warning: toast.warning, error: toast.error }[level];
      say(text, {
        duration: level === 'info' ? 5_000 : 15_000,
        action: href ? { label: 'Open', onClick: () => router.push(safePath(href)) } : undefined,
      });
    };
    const join = async () => {
      setKept(read(place));
      const newest = await api<EventPage>('GET', `/events/${stream}?limit=1`).catch(() => null);
      const lastSeq = newest?.lastSeq ?? 0;
      if (gone) return;
      leave = live.join(stream, lastSeq, (event) => {
        const fresh = noticesIn([event]);
        hear(fresh);
        fresh.forEach(tell);
      });
      const after = Math.max(0, lastSeq - lookBack);
      const before = await api<EventPage>('GET', `/events/${stream}?afterSeq=${after}&limit=${lookBack}`).catch(
        () => null,
      );
      if (!gone && before) hear(noticesIn(before.items));
    };
    void join();
    return () => {
      gone = true;
      leave?.();
    };
  }, [api, live, stream, place, change, router]);

  const markRead = useCallback(
    () => change((now) => ({ ...now, readSeq: Math.max(now.readSeq, ...now.items.map(({ seq }) => seq)) })),
    [change],
  );
  return { ...kept, markRead };
}

export type Notices = ReturnType<typeof useNotices>;

function read(place: string): Kept {
  try {
    return { items: [], readSeq: 0, ...(JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Kept>) };
  } catch {
    return { items: [], readSeq: 0 };
  }
}
