'use client';

import { Hourglass, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { Session } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useSessions } from '@/lib/queries.ts';

export function TurnMark({ turn }: { turn: Session['turn'] }) {
  if (turn?.state === 'running' || turn?.state === 'queued') {
    return <LoaderCircle className="size-3.5 shrink-0 animate-spin text-info" aria-label="Working" />;
  }
  if (turn?.state === 'waiting')
    return <Hourglass className="size-3.5 shrink-0 text-warn" aria-label="Waits for a decision" />;
  return null;
}

export function RecentSessions() {
  const { items, isPending } = useSessions();
  const path = usePathname();
  return (
    <section aria-label="Recent chats" className="flex min-h-0 flex-1 flex-col gap-1">
      <h2 className="px-2 font-medium text-faint text-xs">Recent</h2>
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {isPending
          ? ['a', 'b', 'c'].map((key) => (
              <li key={key} className="px-2 py-1.5">
                <Skeleton className="h-4" />
              </li>
            ))
          : null}
        {items?.length === 0 ? <li className="px-2 text-faint text-xs">Chats show up here.</li> : null}
        {items?.slice(0, 30).map((session) => {
          const href = `/chat/${session.id}`;
          return (
            <li key={session.id}>
              <Link
                href={href}
                aria-current={path === href ? 'page' : undefined}
                title={`${session.title} (${session.projectName})`}
                className={cn(
                  'flex h-7 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-foreground',
                  path === href && 'bg-selected text-foreground',
                )}
              >
                <span className="min-w-0 flex-1 truncate">{session.title}</span>
                <TurnMark turn={session.turn} />
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
