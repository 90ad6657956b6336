'use client';

import { type RefObject, useEffect, useState } from 'react';

/**
 * Which of many rows of one height can be seen, so that only those are drawn.
 *
 * @param height of a row, in CSS pixels
 */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, height: number, spare = 20) {
  const [view, setView] = useState({ top: 0, room: 600 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, room: element.clientHeight });
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [box]);
  const first = Math.max(0, Math.floor(view.top / height) - spare);
  const end = Math.min(count, Math.ceil((view.top + view.room) / height) + spare);
  return { first: Math.min(first, Math.max(0, count - 1)), end };
}
