'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Fragment, type ReactNode, useState } from 'react';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import type { AuditEntry } from '@/lib/api-types.generated.ts';
import { gistOf } from '@/lib/audit-words.ts';
import { cn } from '@/lib/cn.ts';
import { exactTime } from '@/lib/time.ts';

type Narrow = (part: { actorId?: string; subjectId?: string }) => void;

const tones = { ok: 'neutral', refused: 'warn', failed: 'bad' } as const;
const outcomeWords = { ok: 'Done', refused: 'Refused', failed: 'Failed' } as const;
const actorWords: Record<AuditEntry['actor']['kind'], string> = {
  person: 'Somebody',
  token: 'A token',
  slack: 'Slack',
  github: 'GitHub',
  agent: 'The agent',
  system: 'Aurora',
};

const places: Record<string, (id: string) => string> = {
  run: (id) => `/runs/${id}`,
  project: (id) => `/projects/${id}`,
  connection: (id) => `/accounts/${id}`,
  document: (id) => `/knowledge/documents/${id}`,
  conversation: (id) => `/chat/${id}`,
};

export function AuditTable({ entries, narrow }: { entries: AuditEntry[]; narrow: Narrow }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-border border-b text-muted text-xs">
            {['', 'What', 'Who', 'To what', 'When', 'From'].map((title, column) => (
              <th key={title || 'more'} scope="col" className={cn('h-8 px-2 font-medium', look[column])}>
                {title || <span className="sr-only">More</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Fragment key={entry.seq}>
              <Row
                entry={entry}
                open={open === entry.seq}
                toggle={() => setOpen(open === entry.seq ? null : entry.seq)}
              />
              {open === entry.seq ? <Detail entry={entry} narrow={narrow} /> : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const look = ['w-8', '', '', 'max-md:hidden', '', 'max-lg:hidden'];

function Row({ entry, open, toggle }: { entry: AuditEntry; open: boolean; toggle: () => void }) {
  const { seq, at, action, outcome, actor, subject, address, detail } = entry;
  const gist = gistOf(detail);
  return (
    <tr className="border-border border-b last:border-b-0 hover:bg-hover" data-testid="audit-entry">
      <td className="px-2">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Entry ${seq}`}
          onClick={toggle}
          className="grid size-6 place-items-center rounded hover:bg-selected"
        >
          <ChevronRight className={cn('size-3.5 text-muted transition-transform', open && 'rotate-90')} aria-hidden />
        </button>
      </td>
      <td className="h-10 px-2">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-mono text-xs">{action}</span>
          {outcome === 'ok' ? null : <Badge tone={tones[outcome]}>{outcomeWords[outcome]}</Badge>}
          {gist ? <span className="min-w-0 text-muted text-xs [overflow-wrap:anywhere]">{gist}</span> : null}
        </span>
      </td>
      <td className="max-w-40 truncate px-2">{actor.name ?? actorWords[actor.kind]}</td>
      <td className={cn('px-2 text-muted', look[3])}>{subject ? subject.kind.replaceAll('_', ' ') : ''}</td>
      <td className="px-2 text-muted">
        <TimeText at={at} />
      </td>
      <td className={cn('px-2 font-mono text-muted text-xs', look[5])}>{address}</td>
    </tr>
  );
}

function Detail({ entry, narrow }: { entry: AuditEntry; narrow: Narrow }) {
  const { seq, at, outcome, actor, subject, detail, requestId, address, hash, prevHash } = entry;
  const href = subject?.id ? places[subject.kind]?.(subject.id) : undefined;
  return (
    <tr className="border-border border-b bg-sunken">
      <td />
      <td colSpan={5} className="max-w-0 px-2 py-3">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-xs">
          <Fact name="Entry">
            {seq}, {outcomeWords[outcome].toLowerCase()} {exactTime(at)}
          </Fact>
          <Fact name="Who">
            {actor.name ?? actorWords[actor.kind]} <span className="text-muted">({actor.kind})</span>
            {actor.id ? <Only id={actor.id} onClick={() => narrow({ actorId: actor.id ?? '' })} /> : null}
          </Fact>
          {subject?.id ? (
            <Fact name="To what">
              {subject.kind.replaceAll('_', ' ')}{' '}
              {href ? (
                <Link href={href} className="link underline">
                  open
                </Link>
              ) : null}
              <Only id={subject.id} onClick={() => narrow({ subjectId: subject.id ?? '' })} />
            </Fact>
          ) : null}
          {address ? <Fact name="From">{address}</Fact> : null}
          {requestId ? <Fact name="Request">{requestId}</Fact> : null}
          {Object.keys(detail).length > 0 ? (
            <Fact name="Detail">
              <pre className="whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">
                {JSON.stringify(detail, null, 2)}
              </pre>
            </Fact>
          ) : null}
          <Hash name="Hash" value={hash} />
          <Hash name="Hash before" value={prevHash} />
        </dl>
      </td>
    </tr>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </>
);

const Only = ({ id, onClick }: { id: string; onClick: () => void }) => (
  <button
    type="button"
    onClick={onClick}
    className="ml-2 font-mono text-muted underline hover:text-foreground"
    title="Only these"
  >
    {id}
  </button>
);

const Hash = ({ name, value }: { name: string; value: string }) => (
  <Fact name={name}>
    <span className="flex items-center gap-1">
      <span className="min-w-0 truncate font-mono">{value}</span>
      <CopyButton text={value} label={`Copy the ${name.toLowerCase()}`} />
    </span>
  </Fact>
);
