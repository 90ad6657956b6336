'use client';

import { Button } from '@/components/ui/button.tsx';
import { SavedField } from '@/components/ui/saved-field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Sync } from '@/lib/api-types.generated.ts';
import { useChangeSync } from '@/lib/sync-queries.ts';
import { intervals, intervalText, regionsOf } from '@/lib/sync-words.ts';
import { useMay } from '@/lib/use-role.ts';

/** How often, which regions, and whether at all. Admins change it, everybody reads it. */
export function SyncSettings({ sync }: { sync: Sync }) {
  const admin = useMay('admin');
  const change = useChangeSync(sync.connectionId);
  const { enabled, intervalMinutes, pausedReason, regions } = sync;
  const known = intervals.some(({ minutes }) => minutes === intervalMinutes);
  const chosen = regions?.join(', ') ?? '';
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
      <SavedField
        key={chosen}
        label="Regions"
        hint="By comma. Empty: every region that the account has enabled."
        before={chosen}
        placeholder="all"
        disabled={off}
        tidy={(text) => regionsOf(text).join(', ')}
        save={(text) => change.mutate({ regions: text ? regionsOf(text) : null })}
      />
    </section>
  );
}
