'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const near = 80;

/**
 * Keeps the end in sight while the reader is at the end, and leaves the reader alone otherwise.
 * Growth of any kind counts: text that streams, a card that opens, the window that changes.
 */
export function useAutoScroll(): {
  outer: RefObject<HTMLDivElement | null>;
  inner: RefObject<HTMLDivElement | null>;
  away: boolean;
  toEnd: () => void;
} {
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    follows.current = true;
    setAway(false);
    outer.current?.scrollTo({ top: outer.current.scrollHeight });
  }, []);
  useEffect(() => {
    const box = outer.current;
    if (!box) return;
    let before = box.scrollTop;
    const onScroll = () => {
      const left = box.scrollHeight - box.clientHeight - box.scrollTop;
      // Only a move upwards is the reader's: growth moves the end away without touching `scrollTop`.
      if (box.scrollTop < before - 2 && left > near) follows.current = false;
      else if (left <= near) follows.current = true;
      before = box.scrollTop;
      setAway(!follows.current);
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => box.removeEventListener('scroll', onScroll);
  }, []);
  useLayoutEffect(() => {
    const content = inner.current;
    if (!content) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) outer.current?.scrollTo({ top: outer.current.scrollHeight });
    });
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return { outer, inner, away, toEnd };
}
