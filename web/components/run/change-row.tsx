'use client';

import { Boxes, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { toneText } from '@/components/marks.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { cn } from '@/lib/cn.ts';
import { actionWords } from '@/lib/run-words.ts';
import type { ResourceChange } from '@/lib/types.ts';
import { Attributes } from './attributes.tsx';

const order = { 'delete-create': 'old one goes first', 'create-delete': 'new one comes first' } as const;

type ChangeRowProps = { change: ResourceChange; startsOpen: boolean; href?: string };

/** One resource of a plan: a line, and behind it every attribute. */
export function ChangeRow({ change, startsOpen, href }: ChangeRowProps) {
  const [open, setOpen] = useState(startsOpen);
  const { sign, will, tone } = actionWords[change.action];
  const empty = change.attributes.length === 0 && change.replacePaths.length === 0;
  const dangerous = change.action === 'destroy' || change.action === 'replace';
  return (
    <li
      className={cn(
        'relative border-border border-b last:border-b-0',
        dangerous && 'border-l-2',
        change.action === 'destroy' && 'border-l-bad',
        change.action === 'replace' && 'border-l-replace',
      )}
    >
      <button
        type="button"
        aria-expanded={empty ? undefined : open}
        disabled={empty}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2 px-2.5 py-1.5 text-left focus-visible:-outline-offset-2 enabled:hover:bg-hover"
      >
        <ChevronRight
          className={cn(
            'mt-0.5 size-4 shrink-0 text-faint transition-transform',
            open && 'rotate-90',
            empty && 'invisible',
          )}
          aria-hidden
        />
        <span aria-hidden className={cn('w-3 shrink-0 text-center font-bold font-mono', toneText(tone))}>
          {sign}
        </span>
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
          <span className="font-mono text-[0.85rem] [overflow-wrap:anywhere]">{change.address}</span>
          <span className={cn('text-xs', dangerous ? toneText(tone) : 'text-muted')}>{will}</span>
          {change.previousAddress ? (
            <span className="font-mono text-muted text-xs">from {change.previousAddress}</span>
          ) : null}
          {change.importId ? <span className="font-mono text-muted text-xs">id {change.importId}</span> : null}
        </span>
        <span className={cn('shrink-0 pt-0.5 text-faint text-xs tabular-nums', href && 'pr-7')}>
          {empty ? '' : change.attributes.length}
        </span>
      </button>
      {href ? (
        <Link
          href={href}
          prefetch={false}
          aria-label={`${change.address} in the inventory`}
          title="In the inventory"
          className="absolute top-1 right-1.5 grid size-7 place-items-center rounded text-faint hover:bg-hover hover:text-foreground"
        >
          <Boxes className="size-3.5" aria-hidden />
        </Link>
      ) : null}
      {open && !empty ? (
        <div className="border-border/60 border-t bg-background">
          {change.replacePaths.length > 0 || change.replaceOrder ? (
            <p className="flex flex-wrap items-center gap-x-2 px-3 pt-2 text-xs">
              {change.replacePaths.length > 0 ? (
                <>
                  <span className="text-muted">Replaced because of</span>
                  {change.replacePaths.map((path) => (
                    <Badge key={path} tone="replace" className="font-mono">
                      {path}
                    </Badge>
                  ))}
                </>
              ) : null}
              {change.replaceOrder ? <span className="text-muted">The {order[change.replaceOrder]}.</span> : null}
            </p>
          ) : null}
          <Attributes attributes={change.attributes} />
        </div>
      ) : null}
    </li>
  );
}
