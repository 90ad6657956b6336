'use client';

import { useRouter } from 'next/navigation';
import { type RefObject, useEffect, useRef, useState } from 'react';

type RowKeys = {
  rows: readonly { id: string }[];
  /** Another list starts without an active row. */
  search: string;
  searchBox: RefObject<HTMLInputElement | null>;
  show: (index: number) => void;
};

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const occupied = () => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/**
 * `j` and `k` go down and up, Enter opens, `/` goes to the search.
 *
 * @returns the place of the active row; -1: none
 */
export function useRowKeys({ rows, search, searchBox, show }: RowKeys): number {
  const router = useRouter();
  const [active, setActive] = useState(-1);
  const now = useRef({ rows, active, show });
  now.current = { rows, active, show };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place belongs to the list
  useEffect(() => setActive(-1), [search]);
  useEffect(() => {
    const move = (to: number) => {
      const index = Math.min(Math.max(0, to), now.current.rows.length - 1);
      setActive(index);
      now.current.show(index);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || occupied()) return;
      if (event.key === 'Escape' && event.target === searchBox.current) return searchBox.current?.blur();
      if (event.key === 'Enter' && event.target === searchBox.current) {
        searchBox.current?.blur();
        return move(0);
      }
      if (typing(event.target)) return;
      if (event.key === 'j' || event.key === 'k') move(now.current.active + (event.key === 'j' ? 1 : -1));
      else if (event.key === '/') searchBox.current?.focus();
      else if (event.key === 'Enter' && event.target === document.body) {
        const row = now.current.rows[now.current.active];
        if (row) router.push(`/inventory/${row.id}`);
        return;
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, searchBox]);
  return active;
}
