'use client';

import { type ReactNode, useMemo, useState } from 'react';
import { Input } from '@/components/ui/field.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';
import { attributeRows, attributeText } from '@/lib/attribute-rows.ts';
import { gapWords } from '@/lib/estate-words.ts';
import { jsonInside } from '@/lib/plan-value.ts';

const many = 12;

/** What the provider says of it, a line a value; what it would not say, by name. */
export function ResourceAttributes({ resource }: { resource: Resource }) {
  const [wanted, setWanted] = useState('');
  const rows = useMemo(() => attributeRows(resource.attributes), [resource.attributes]);
  const words = wanted.trim().toLowerCase();
  const shown = rows.filter(({ path, value }) => `${path} ${attributeText(value)}`.toLowerCase().includes(words));
  const gaps = Object.entries(resource.gaps ?? {});
  return (
    <section aria-label="Attributes" className="grid gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">Attributes</h2>
        {rows.length > many ? (
          <Input
            type="search"
            aria-label="Filter the attributes"
            placeholder="Filter"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            className="max-w-52"
          />
        ) : null}
      </div>
      {rows.length === 0 && gaps.length === 0 ? (
        <p className="text-muted">The provider lists it without attributes.</p>
      ) : (
        <dl className="panel divide-y divide-border/60 overflow-hidden font-mono text-xs">
          {gaps.map(([name, why]) => (
            <Line key={name} path={name}>
              <span className="font-sans text-warn">not read: {gapWords[why]}</span>
            </Line>
          ))}
          {shown.map(({ path, value }) => (
            <Line key={path} path={path}>
              <Value value={value} />
            </Line>
          ))}
          {shown.length === 0 && rows.length > 0 ? (
            <p className="px-3 py-2 font-sans text-muted">No attribute matches the filter.</p>
          ) : null}
        </dl>
      )}
    </section>
  );
}

const Line = ({ path, children }: { path: string; children: ReactNode }) => (
  <div className="grid gap-x-3 gap-y-0.5 px-3 py-1.5 hover:bg-hover sm:grid-cols-[minmax(8rem,16rem)_minmax(0,1fr)]">
    <dt className="text-muted [overflow-wrap:anywhere]">{path}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </div>
);

function Value({ value }: { value: unknown }) {
  const document = jsonInside(value);
  if (document) {
    return (
      <pre className="max-h-80 overflow-auto rounded border border-border bg-sunken p-2 leading-5">{document}</pre>
    );
  }
  const quiet = value === null || (Array.isArray(value) && value.length === 0);
  return <span className={quiet ? 'text-faint' : undefined}>{attributeText(value)}</span>;
}
