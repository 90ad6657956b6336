'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import { Page } from '@/components/page.tsx';
import { cn } from '@/lib/cn.ts';

const parts = [
  { href: '/costs', label: 'Overview' },
  { href: '/costs/explore', label: 'Explore' },
  { href: '/costs/anomalies', label: 'Anomalies' },
  { href: '/costs/budgets', label: 'Budgets' },
  { href: '/costs/findings', label: 'Findings' },
  { href: '/costs/accounts', label: 'Billing accounts' },
];

type CostsPageProps = { title: ReactNode; note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** The frame of every page about costs, with the way to the others. */
export function CostsPage({ children, ...head }: CostsPageProps) {
  const path = usePathname();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row is longer than the screen.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <Page {...head}>
      <nav aria-label="Costs" className="-mt-2 flex gap-4 overflow-x-auto border-border border-b">
        {parts.map(({ href, label }) => {
          const here = path === href || (href !== '/costs' && path.startsWith(`${href}/`));
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
              {label}
            </Link>
          );
        })}
      </nav>
      {children}
    </Page>
  );
}
