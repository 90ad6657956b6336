'use client';

import { useState } from 'react';
import { Callout } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { sidesOf } from '@/lib/plan-value.ts';
import { actionWords, countsText } from '@/lib/run-words.ts';
import type { OutputChange, PlanSummary, ResourceChange } from '@/lib/types.ts';
import { Attributes } from './attributes.tsx';
import { ChangeRow } from './change-row.tsx';

const fewChanges = 12;

const startsOpen = ({ action }: ResourceChange, total: number) =>
  total <= 3 || action === 'destroy' || action === 'replace';

type PlanDiffProps = {
  summary: PlanSummary;
  /** Pages of the inventory by address, for those that are known. */
  hrefs?: Record<string, string>;
};

/** A plan as people decide on it: what is destroyed and replaced stands first, as the API orders it. */
export function PlanDiff({ summary, hrefs }: PlanDiffProps) {
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState<{ open: boolean; round: number } | null>(null);
  const total = summary.changes.length;
  const shown = summary.changes.filter((change) =>
    `${change.address} ${actionWords[change.action].label}`.includes(filter.trim()),
  );
  const turn = (open: boolean) => setAll((now) => ({ open, round: (now?.round ?? 0) + 1 }));
  return (
    <div className="grid gap-4">
      {summary.complete ? null : (
        <Callout tone="warn" title="This plan is not complete">
          Terraform put off part of the work. After this run is applied, another run is needed for the rest.
        </Callout>
      )}
      <section aria-label="Changes to resources" className="grid gap-2">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-muted">
            {total === 0
              ? 'No resource changes.'
              : `Of ${total} ${total === 1 ? 'resource' : 'resources'}: ${countsText(summary.counts)}.`}
          </p>
          {total > 1 ? (
            <div className="flex items-center gap-1.5">
              {total > fewChanges ? (
                <Input
                  type="search"
                  aria-label="Filter the changes"
                  placeholder="Filter, such as bucket"
                  value={filter}
                  onChange={(event) => setFilter(event.target.value)}
                  className="h-7 w-48 text-xs"
                />
              ) : null}
              <Button size="sm" look="quiet" onClick={() => turn(true)}>
                Open all
              </Button>
              <Button size="sm" look="quiet" onClick={() => turn(false)}>
                Close all
              </Button>
            </div>
          ) : null}
        </div>
        {total > 0 ? (
          <ul className="panel overflow-hidden">
            {shown.map((change) => (
              <ChangeRow
                key={`${change.address} ${all?.round ?? ''}`}
                change={change}
                href={hrefs?.[change.address]}
                startsOpen={all ? all.open : startsOpen(change, total)}
              />
            ))}
            {shown.length === 0 ? <li className="px-3 py-3 text-muted">No change matches the filter.</li> : null}
          </ul>
        ) : null}
      </section>
      <Outputs outputs={summary.outputs} />
      <Drift drift={summary.drift} />
    </div>
  );
}

function Outputs({ outputs }: { outputs: readonly OutputChange[] }) {
  if (outputs.length === 0) return null;
  const asChange = ({ name, action, before, after, sensitive }: OutputChange) => ({
    path: name,
    kind: (
      {
        create: after === undefined ? 'unknown' : 'added',
        update: after === undefined ? 'unknown' : 'changed',
        destroy: 'removed',
      } as const
    )[action],
    before,
    after,
    sensitive,
    forcesReplacement: false,
  });
  return (
    <section aria-label="Outputs" className="grid gap-2">
      <h3 className="font-medium">Outputs</h3>
      <div className="panel overflow-hidden">
        <Attributes attributes={outputs.map(asChange)} />
      </div>
    </section>
  );
}

function Drift({ drift }: { drift: PlanSummary['drift'] }) {
  if (drift.length === 0) return null;
  return (
    <section aria-label="Changed outside Terraform" className="grid gap-2">
      <h3 className="font-medium">Changed outside Terraform</h3>
      <p className="text-muted">
        Someone or something changed these since the last apply. Where the files say otherwise, this plan sets them
        back.
      </p>
      <ul className="grid gap-2">
        {drift.map(({ address, action, attributes }) => (
          <li key={address} className="panel overflow-hidden">
            <p className="border-border/60 border-b px-3 py-1.5 font-mono text-[0.85rem]">
              {address}{' '}
              <span className="font-sans text-muted text-xs">{action === 'destroy' ? 'is gone' : 'was changed'}</span>
            </p>
            {action === 'destroy' && attributes.length === 0 ? null : (
              <Attributes attributes={attributes.filter((one) => sidesOf(one).before !== sidesOf(one).after)} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
