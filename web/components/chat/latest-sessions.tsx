'use client';

import Link from 'next/link';
import { TurnMark } from '@/components/shell/recent-sessions.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { useSessions } from '@/lib/queries.ts';

/** Where one left off. */
export function LatestSessions() {
  const { items } = useSessions();
  if (!items || items.length === 0) return null;
  return (
    <section aria-label="Latest chats" className="grid gap-1">
      <h2 className="text-muted text-xs">Go on with</h2>
      <ul className="-mx-2">
        {items.slice(0, 4).map(({ id, title, projectName, updatedAt, turn }) => (
          <li key={id}>
            <Link href={`/chat/${id}`} className="flex h-8 items-center gap-3 rounded-md px-2 hover:bg-hover">
              <span className="min-w-0 flex-1 truncate">{title}</span>
              <TurnMark turn={turn} />
              <span className="hidden max-w-32 truncate text-faint text-xs sm:inline">{projectName}</span>
              <TimeText at={updatedAt} className="w-16 text-right text-faint text-xs" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
