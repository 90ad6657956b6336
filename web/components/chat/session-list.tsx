'use client';

import { MessageSquare, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { debounce, parseAsString, useQueryState } from 'nuqs';
import { LoadMore } from '@/components/load-more.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TurnMark } from '@/components/shell/recent-sessions.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useSessions } from '@/lib/queries.ts';
import { useMaySomewhere } from '@/lib/use-role.ts';

export function SessionList() {
  const list = useSessions();
  const { items, error, refetch } = list;
  const [search, setSearch] = useQueryState(
    'q',
    parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(200) }),
  );
  const wanted = search.trim().toLowerCase();
  const shown = items?.filter(({ title, projectName }) => `${title} ${projectName}`.toLowerCase().includes(wanted));
  const newChat = useMaySomewhere('operator') ? (
    <Button look="primary" asChild>
      <Link href="/">
        <SquarePen /> New chat
      </Link>
    </Button>
  ) : null;
  return (
    <Page title="Chats" actions={newChat}>
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={MessageSquare} title="No chats yet" action={newChat}>
          Say what you want in a new chat: the agent looks at the account, writes the Terraform and proposes a plan for
          you to approve.
        </EmptyState>
      ) : null}
      {items && items.length > 0 ? (
        <>
          <Input
            type="search"
            aria-label="Search the chats"
            placeholder="Search by title or project"
            value={search}
            onChange={(event) => void setSearch(event.target.value || null)}
            className="max-w-sm"
          />
          {shown?.length === 0 ? (
            <p className="text-muted">No chat matches "{search}". Try fewer letters, or load more below.</p>
          ) : null}
          <ul className="panel divide-y divide-border overflow-hidden empty:hidden">
            {shown?.map(({ id, title, projectName, createdBy, updatedAt, turn }) => (
              <li key={id}>
                <Link
                  href={`/chat/${id}`}
                  className="flex min-h-10 items-center gap-3 px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{title}</span>
                    <span className="block truncate text-muted text-xs">
                      {projectName}, by {createdBy.name}
                    </span>
                  </span>
                  <TurnMark turn={turn} />
                  <TimeText at={updatedAt} className="text-muted text-xs" />
                </Link>
              </li>
            ))}
          </ul>
          <LoadMore pages={list} />
        </>
      ) : null}
    </Page>
  );
}
