'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Sync } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useMe } from '@/lib/queries.ts';
import { useChangeSync } from '@/lib/sync-queries.ts';
import { intervals, intervalText, regionsOf } from '@/lib/sync-words.ts';

/** How often, which regions, and whether at all. Admins change it, everybody reads it. */
export function SyncSettings({ sync }: { sync: Sync }) {
  const { viewer } = useApp();
  const admin = (useMe().data?.role ?? viewer.role) === 'admin';
  const change = useChangeSync(sync.connectionId);
  const { enabled, intervalMinutes, pausedReason, regions } = sync;
  const known = intervals.some(({ minutes }) => minutes === intervalMinutes);
  const off = !admin || change.isPending;
  return (
    <section aria-label="Settings" className="grid gap-3">
      <h2 className="font-semibold">Sync</h2>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="How often"
          value={String(intervalMinutes)}
          disabled={off}
          onChange={(minutes) => change.mutate({ intervalMinutes: Number(minutes) })}
          options={[
            ...intervals.map(({ minutes, label }) => ({ value: String(minutes), label })),
            ...(known ? [] : [{ value: String(intervalMinutes), label: intervalText(intervalMinutes) }]),
          ]}
        />
        {admin && pausedReason ? (
          <Button size="sm" className="h-8" disabled={off} onClick={() => change.mutate({ resume: true })}>
            Resume
          </Button>
        ) : null}
        {admin && !pausedReason ? (
          <Button size="sm" className="h-8" disabled={off} onClick={() => change.mutate({ enabled: !enabled })}>
            {enabled ? 'Pause' : 'Resume'}
          </Button>
        ) : null}
      </div>
      {/* Another answer of the API starts the field anew. */}
      <Regions
        key={regions?.join(' ') ?? ''}
        regions={regions}
        disabled={off}
        save={(next) => change.mutate({ regions: next })}
      />
    </section>
  );
}

type RegionsProps = { regions: string[] | null; disabled: boolean; save: (regions: string[] | null) => void };

function Regions({ regions, disabled, save }: RegionsProps) {
  const before = regions?.join(', ') ?? '';
  const [text, setText] = useState(before);
  const changed = text.trim() !== before;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = regionsOf(text);
        if (changed) save(chosen.length > 0 ? chosen : null);
      }}
    >
      <Field label="Regions" hint="By comma. Empty: every region that the account has enabled.">
        {(props) => (
          <Input
            {...props}
            value={text}
            disabled={disabled}
            placeholder="all"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {changed ? (
        <div className="flex gap-2">
          <Button size="sm" type="submit" look="primary" disabled={disabled}>
            Save
          </Button>
          <Button size="sm" onClick={() => setText(before)}>
            Undo
          </Button>
        </div>
      ) : null}
    </form>
  );
}
