import type { ReactNode } from 'react';
import { cn } from '@/lib/cn.ts';

/**
 * The frame of a page: its title, what can be done here, its content.
 *
 * @param props.fill the last child fills what is left of the screen and scrolls by itself; else the page scrolls
 */
export function Page({
  title,
  note,
  actions,
  fill,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={fill ? 'h-full overflow-hidden' : 'h-full overflow-y-auto'}>
      <div
        className={cn(
          'mx-auto max-w-7xl gap-4 px-4 py-4 sm:px-6',
          fill ? 'flex h-full flex-col [&>:last-child]:min-h-0 [&>:last-child]:flex-1' : 'grid',
        )}
      >
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-96">
            <h1 className="font-semibold text-lg leading-8">{title}</h1>
            {note ? <p className="text-muted">{note}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
        </header>
        {children}
      </div>
    </div>
  );
}
