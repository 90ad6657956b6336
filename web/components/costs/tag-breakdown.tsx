'use client';

import { Select } from '@/components/ui/select.tsx';
import type { CostOverview } from '@/lib/api-types.generated.ts';
import { useTagKeys } from '@/lib/use-tag-keys.ts';
import { Breakdown } from './breakdown.tsx';

type TagBreakdownProps = {
  data: CostOverview;
  currency: string;
  whole: string;
  tag: string;
  onTag: (tag: string) => void;
};

export function TagBreakdown({ data, currency, whole, tag, onTag }: TagBreakdownProps) {
  const known = useTagKeys();
  const keys = known.includes(tag) ? known : [tag, ...known];
  return (
    <Breakdown
      data={data}
      currency={currency}
      whole={whole}
      group={`tag:${tag}`}
      rows={data.by.tag ?? []}
      actions={
        <Select
          label="Tag"
          value={tag}
          onChange={onTag}
          className="h-7 text-xs"
          options={keys.map((key) => ({ value: key, label: key }))}
        />
      }
    />
  );
}
