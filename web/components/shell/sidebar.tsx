'use client';

import {
  BookOpen,
  Boxes,
  Cloud,
  Coins,
  FolderGit2,
  ListChecks,
  MessageSquare,
  Plug,
  Search,
  SquarePen,
  Users,
  Waypoints,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { buttonLook } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { cn } from '@/lib/cn.ts';
import type { Notices } from '@/lib/use-notices.ts';
import { useMaySomewhere } from '@/lib/use-role.ts';
import { LiveMark } from './live-mark.tsx';
import { NoticeList } from './notice-list.tsx';
import { OrganisationMenu } from './organisation-menu.tsx';
import { RecentSessions } from './recent-sessions.tsx';
import { UserMenu } from './user-menu.tsx';

const places = [
  { href: '/chat', label: 'Chats', icon: MessageSquare },
  { href: '/projects', label: 'Projects', icon: FolderGit2 },
  { href: '/runs', label: 'Runs', icon: ListChecks },
  { href: '/inventory', label: 'Inventory', icon: Boxes },
  { href: '/graph', label: 'Graph', icon: Waypoints },
  { href: '/costs', label: 'Costs', icon: Coins },
  { href: '/knowledge', label: 'Knowledge', icon: BookOpen },
  { href: '/accounts', label: 'Accounts', icon: Cloud },
  { href: '/integrations', label: 'Integrations', icon: Plug },
  { href: '/members', label: 'Members', icon: Users },
];

export function Sidebar({ onPalette, notices }: { onPalette: () => void; notices: Notices }) {
  const path = usePathname();
  const asks = useMaySomewhere('operator');
  return (
    <div className="flex h-full flex-col gap-3 px-3 py-3">
      <OrganisationMenu />
      <div className="grid gap-1.5">
        {asks ? (
          <Link href="/" className={cn(buttonLook({ look: 'primary' }), 'justify-start')}>
            <SquarePen aria-hidden />
            New chat
          </Link>
        ) : null}
        <button
          type="button"
          onClick={onPalette}
          className={cn(buttonLook({ look: 'plain' }), 'justify-start text-muted')}
        >
          <Search aria-hidden />
          Go to
          <span className="ml-auto">
            <Kbd>Ctrl K</Kbd>
          </span>
        </button>
      </div>
      <nav aria-label="Main" className="grid gap-0.5">
        {places.map(({ href, label, icon: Icon }) => {
          const here = path === href || (href !== '/chat' && path.startsWith(`${href}/`));
          return (
            <Link
              key={href}
              href={href}
              aria-current={here ? 'page' : undefined}
              className={cn(
                'flex h-8 items-center gap-2 rounded-md px-2 font-medium text-muted hover:bg-hover hover:text-foreground',
                here && 'bg-selected text-foreground',
              )}
            >
              <Icon className="size-4" aria-hidden />
              {label}
            </Link>
          );
        })}
      </nav>
      <RecentSessions />
      <div className="grid gap-1 border-border border-t pt-2">
        <NoticeList notices={notices} />
        <LiveMark />
        <UserMenu />
      </div>
    </div>
  );
}
