'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { cn } from '@/lib/cn.ts';

export type SectionPage = { href: string; label: string; note?: string };

/** The pages of one subject, under its title. The first is where the subject begins; it is not its own parent. */
export function SectionNav({ label, pages }: { label: string; pages: readonly SectionPage[] }) {
  const path = usePathname();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row is longer than the screen.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <nav aria-label={label} className="-mt-2 flex gap-4 overflow-x-auto border-border border-b">
      {pages.map(({ href, label: text, note }) => {
        const here = path === href || (href !== pages[0]?.href && path.startsWith(`${href}/`));
        return (
          <Link
            key={href}
            href={href}
            ref={here ? current : undefined}
            aria-current={here ? 'page' : undefined}
            className={cn(
              '-mb-px whitespace-nowrap border-b-2 px-0.5 py-2 font-medium text-sm focus-visible:-outline-offset-2',
              here ? 'border-primary text-foreground' : 'border-transparent text-muted hover:text-foreground',
            )}
          >
            {text}
            {note ? <span className="ml-1 text-muted tabular-nums">{note}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}
