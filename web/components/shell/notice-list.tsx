'use client';

import { Bell, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { TimeText } from '@/components/time-text.tsx';
import { Popover, PopoverBody, PopoverTrigger } from '@/components/ui/popover.tsx';
import { type KeptNotice, unreadIn } from '@/lib/notices.ts';
import { safePath } from '@/lib/safe-path.ts';
import type { Notices } from '@/lib/use-notices.ts';

const icons = {
  info: <Info className="mt-0.5 size-4 shrink-0 text-info" aria-label="To know" />,
  warning: <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-label="Warning" />,
  error: <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-label="Problem" />,
};

/** What people should know and may have to act on, also after its toast has gone. */
export function NoticeList({ notices: { items, readSeq, markRead } }: { notices: Notices }) {
  const unread = unreadIn(items, readSeq);
  return (
    <Popover onOpenChange={(open) => !open && markRead()}>
      <PopoverTrigger className="flex h-7 w-full items-center gap-2 rounded-md px-2 text-muted text-xs hover:bg-hover hover:text-foreground">
        <Bell className="size-3.5" aria-hidden />
        Notices
        {unread > 0 ? (
          <span className="ml-auto rounded-full bg-bad px-1.5 font-medium text-white tabular-nums dark:text-background">
            {unread}
          </span>
        ) : null}
      </PopoverTrigger>
      <PopoverBody side="top" align="start" className="max-h-96 overflow-y-auto p-1">
        {items.length === 0 ? <p className="px-2 py-1.5 text-muted">Nothing needs your attention.</p> : null}
        <ul className="grid gap-0.5 empty:hidden">
          {items.map((notice) => (
            <li key={notice.noticeKey} className="relative flex gap-2 rounded px-2 py-1.5 hover:bg-hover">
              {icons[notice.level]}
              <div className="min-w-0">
                <Text notice={notice} /> <TimeText at={notice.at} className="text-faint text-xs" />
              </div>
            </li>
          ))}
        </ul>
      </PopoverBody>
    </Popover>
  );
}

const Text = ({ notice: { text, href } }: { notice: KeptNotice }) =>
  href ? (
    <Link href={safePath(href)} className="[overflow-wrap:anywhere] after:absolute after:inset-0">
      {text}
    </Link>
  ) : (
    <p className="[overflow-wrap:anywhere]">{text}</p>
  );
