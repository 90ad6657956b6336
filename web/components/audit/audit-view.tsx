'use client';

import { Download, ScrollText } from 'lucide-react';
import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { LoadMore } from '@/components/load-more.tsx';
import { Callout, EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { type AuditFilter, useAudit, useAuditActions, useAuditExport } from '@/lib/audit-queries.ts';
import { useMay } from '@/lib/use-role.ts';
import { AuditTable } from './audit-table.tsx';
import { ChainState } from './chain-state.tsx';

const any = 'any';
const outcomes = ['ok', 'refused', 'failed'] as const;
const actors = ['person', 'token', 'slack', 'github', 'agent', 'system'] as const;
const outcomeOptions = [
  { value: any, label: 'Any outcome' },
  { value: 'ok', label: 'Done' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
];
const actorOptions = [
  { value: any, label: 'Anybody' },
  { value: 'person', label: 'People' },
  { value: 'token', label: 'Tokens' },
  { value: 'slack', label: 'Slack' },
  { value: 'github', label: 'GitHub' },
  { value: 'agent', label: 'The agent' },
  { value: 'system', label: 'Aurora itself' },
];

const parsers = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  action: parseAsString,
  outcome: parseAsStringLiteral(outcomes),
  actorKind: parseAsStringLiteral(actors),
  actorId: parseAsString,
  subjectId: parseAsString,
  from: parseAsString,
  to: parseAsString,
};
const nothing = {
  q: null,
  action: null,
  outcome: null,
  actorKind: null,
  actorId: null,
  subjectId: null,
  from: null,
  to: null,
};

/** The filters stand in the URL: a link shows the same entries to another admin. */
export function AuditView() {
  const [given, setGiven] = useQueryStates(parsers);
  const isAdmin = useMay('admin');
  if (!isAdmin) {
    return (
      <Page title="Audit log">
        <Callout tone="info" title="Admins read the audit log">
          It shows what everybody did, and from where. Ask an admin of this organisation.
        </Callout>
      </Page>
    );
  }
  const filter: AuditFilter = {
    action: given.action ?? undefined,
    outcome: given.outcome ?? undefined,
    actorKind: given.actorKind ?? undefined,
    actorId: given.actorId ?? undefined,
    subjectId: given.subjectId ?? undefined,
    q: given.q.trim() || undefined,
    from: given.from ? `${given.from}T00:00:00Z` : undefined,
    to: given.to ? `${given.to}T23:59:59.999Z` : undefined,
  };
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page
      title="Audit log"
      note="Who did what, when and from where. Nothing in it can be changed or removed."
      actions={<Exports filter={filter} />}
    >
      <ChainState />
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label="Search the entries"
          placeholder="Name, id, address, request"
          value={given.q}
          onChange={(event) => void setGiven({ q: event.target.value || null })}
          className="w-full sm:w-64"
        />
        <ActionSelect value={given.action} onChange={(action) => void setGiven({ action })} />
        <Select
          label="Outcome"
          value={given.outcome ?? any}
          onChange={(value) => void setGiven({ outcome: outcomes.find((one) => one === value) ?? null })}
          options={outcomeOptions}
        />
        <Select
          label="Who"
          value={given.actorKind ?? any}
          onChange={(value) => void setGiven({ actorKind: actors.find((one) => one === value) ?? null })}
          options={actorOptions}
        />
        <Day label="From" value={given.from} onChange={(from) => void setGiven({ from })} />
        <Day label="To" value={given.to} onChange={(to) => void setGiven({ to })} />
        {narrowed ? <Button onClick={() => void setGiven(nothing)}>Show all</Button> : null}
      </div>
      <Entries filter={filter} narrow={(part) => void setGiven(part)} />
    </Page>
  );
}

function Entries({
  filter,
  narrow,
}: {
  filter: AuditFilter;
  narrow: (part: { actorId?: string; subjectId?: string }) => void;
}) {
  const list = useAudit(filter);
  const { items, error, refetch, isPlaceholderData } = list;
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!items) return <SkeletonRows rows={10} />;
  if (items.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="No entry matches">
        Nothing like this is on record. Take a filter away, or look at other days.
      </EmptyState>
    );
  }
  return (
    <div className={isPlaceholderData ? 'grid gap-3 opacity-60' : 'grid gap-3'}>
      <AuditTable entries={items} narrow={narrow} />
      <LoadMore pages={list} />
    </div>
  );
}

function ActionSelect({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const found = useAuditActions().data?.items ?? [];
  const known = found.some(({ action }) => action === value) || value === null;
  return (
    <Select
      label="Action"
      value={value ?? any}
      onChange={(next) => onChange(next === any ? null : next)}
      options={[
        { value: any, label: 'Any action' },
        ...(known ? [] : [{ value: value ?? '', label: value ?? '' }]),
        ...found.map(({ action, count }) => ({ value: action, label: `${action} (${count})` })),
      ]}
      className="max-w-56"
    />
  );
}

const Day = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}) => (
  <span className="flex items-center gap-1.5 text-muted text-xs">
    <label htmlFor={`audit-${label}`}>{label}</label>
    <Input
      id={`audit-${label}`}
      type="date"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
      className="w-36"
    />
  </span>
);

function Exports({ filter }: { filter: AuditFilter }) {
  const { mutate, isPending } = useAuditExport(filter);
  return (
    <>
      <Button disabled={isPending} onClick={() => mutate('csv')}>
        <Download /> CSV
      </Button>
      <Button disabled={isPending} onClick={() => mutate('jsonl')}>
        <Download /> JSON Lines
      </Button>
    </>
  );
}
