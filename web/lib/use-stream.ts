'use client';

import { useEffect, useRef } from 'react';
import type { Event } from './api-types.generated.ts';
import { useApp } from './app.tsx';

/**
 * Hands over a stream's events after `afterSeq`, in batches: at most one batch a frame, so that a fast
 * model or a long log does not draw the page for every event.
 *
 * @param afterSeq null: not yet
 */
export function useStream(stream: string, afterSeq: number | null, onEvents: (events: Event[]) => void) {
  const { live } = useApp();
  const handler = useRef(onEvents);
  handler.current = onEvents;
  useEffect(() => {
    if (afterSeq === null) return;
    let batch: Event[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const flush = () => {
      timer = null;
      const events = batch;
      batch = [];
      handler.current(events);
    };
    const leave = live.join(stream, afterSeq, (event) => {
      batch.push(event);
      timer ??= setTimeout(flush, 16);
    });
    return () => {
      leave();
      if (timer) clearTimeout(timer);
    };
  }, [live, stream, afterSeq]);
}
