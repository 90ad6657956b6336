import type { ReactNode } from 'react';

/** The frame of a page that scrolls: its title, what can be done here, its content. */
export function Page({
  title,
  note,
  actions,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto grid max-w-7xl gap-4 px-4 py-4 sm:px-6">
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
