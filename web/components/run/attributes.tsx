'use client';

import { Badge } from '@/components/ui/badge.tsx';
import { cn } from '@/lib/cn.ts';
import { diffLines, jsonInside, sensitiveText, sidesOf, unknownText, withContext } from '@/lib/plan-value.ts';
import type { AttributeChange } from '@/lib/types.ts';

const soft = [sensitiveText, unknownText];

const Side = ({ text, tone }: { text: string; tone: 'before' | 'after' }) => (
  <span
    className={cn(
      '[overflow-wrap:anywhere]',
      soft.includes(text) ? 'text-faint italic' : tone === 'before' ? 'text-bad' : 'text-good',
    )}
  >
    {text}
  </span>
);

/** New and without a value yet: there is nothing to read in them but their names. */
const isBlank = ({ kind, before, forcesReplacement }: AttributeChange) =>
  kind === 'unknown' && (before === undefined || before === null) && !forcesReplacement;

/** Attributes with what they are and what they will be; those that only the apply can tell come last, by name. */
export function Attributes({ attributes }: { attributes: readonly AttributeChange[] }) {
  if (attributes.length === 0) return <p className="px-3 py-2 text-muted text-xs">No attribute changes.</p>;
  const blank = attributes.filter(isBlank);
  const telling = attributes.filter((change) => !isBlank(change));
  return (
    <dl className="divide-y divide-border/60 font-mono text-xs">
      {telling.map((change) => (
        <div
          key={change.path}
          className="grid gap-x-3 gap-y-0.5 px-3 py-1.5 sm:grid-cols-[minmax(8rem,16rem)_minmax(0,1fr)]"
        >
          <dt className="flex flex-wrap items-center gap-x-2 text-muted [overflow-wrap:anywhere]">
            {change.path}
            {change.forcesReplacement ? <Badge tone="replace">forces replacement</Badge> : null}
          </dt>
          <dd className="min-w-0">
            <Change change={change} />
          </dd>
        </div>
      ))}
      {blank.length > 0 ? (
        <div className="grid gap-x-3 gap-y-0.5 px-3 py-1.5 sm:grid-cols-[minmax(8rem,16rem)_minmax(0,1fr)]">
          <dt className="text-faint italic">{unknownText}</dt>
          <dd className="text-muted">{blank.map(({ path }) => path).join(', ')}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function Change({ change }: { change: AttributeChange }) {
  const document = change.sensitive ? null : documentsOf(change);
  if (document) return <DocumentDiff {...document} />;
  const { before, after } = sidesOf(change);
  if (before === null && after !== null) return <Side text={after} tone="after" />;
  if (before !== null && after === null) {
    return (
      <>
        <Side text={before} tone="before" /> <span className="text-faint">→ removed</span>
      </>
    );
  }
  return (
    <>
      <Side text={before ?? 'null'} tone="before" /> <span className="text-faint">→</span>{' '}
      <Side text={after ?? 'null'} tone="after" />
    </>
  );
}

function documentsOf({ before, after, kind }: AttributeChange): { before: string; after: string } | null {
  if (kind === 'unknown') return null;
  const [old, fresh] = [jsonInside(before), jsonInside(after)];
  if (old === null && fresh === null) return null;
  return { before: old ?? '', after: fresh ?? '' };
}

/** A JSON document, such as a policy, by its lines. */
function DocumentDiff({ before, after }: { before: string; after: string }) {
  const rows = withContext(diffLines(before, after).filter((row) => row.text !== ''));
  return (
    <pre className="max-h-80 overflow-auto rounded border border-border bg-sunken p-2 leading-5">
      {rows.map((row, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and only their place tells them apart
          key={at}
          className={cn(
            row?.kind === 'added' && 'bg-good-soft text-good',
            row?.kind === 'removed' && 'bg-bad-soft text-bad',
          )}
        >
          {row === null ? (
            <span className="text-faint">⋯</span>
          ) : (
            `${{ same: ' ', added: '+', removed: '−' }[row.kind]} ${row.text}`
          )}
        </div>
      ))}
    </pre>
  );
}
