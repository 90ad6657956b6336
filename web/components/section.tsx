import type { ReactNode } from 'react';

type SectionProps = { id?: string; title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A part of a page with a title of its own, what it is for, and what can be done there. */
export const Section = ({ id, title, note, actions, children }: SectionProps) => (
  <section id={id} aria-label={title} className="grid scroll-mt-4 gap-2">
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-semibold">{title}</h2>
        {note ? <p className="text-muted text-xs">{note}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
    {children}
  </section>
);
