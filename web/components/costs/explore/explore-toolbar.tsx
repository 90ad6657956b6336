'use client';

import { ChartColumn, ChartLine, Download } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { type Option, Select } from '@/components/ui/select.tsx';
import { grains } from '@/lib/cost-filters.ts';
import { comparisonNames, comparisons, presetNames, presets } from '@/lib/cost-period.ts';
import { useCostExport } from '@/lib/cost-queries.ts';
import { dimensions, groupLabel, metrics, metricWords } from '@/lib/spend-words.ts';
import { useTagKeys } from '@/lib/use-tag-keys.ts';
import { CustomPeriod } from './custom-period.tsx';
import type { Explore } from './use-explore.ts';

const grainWords = { day: 'By day', week: 'By week', month: 'By month' } as const;

type ExploreToolbarProps = { explore: Explore; currencies: string[]; currency: string | undefined };

export function ExploreToolbar({ explore, currencies, currency }: ExploreToolbarProps) {
  const { view, setView, period, searches } = explore;
  const file = useCostExport();
  const tags = useTagKeys();
  const groups: Option[] = [...dimensions, ...tags.map((key) => `tag:${key}`)].map((group) => ({
    value: group,
    label: groupLabel(group),
  }));
  const known = groups.some(({ value }) => value === view.groupBy);
  const preset = presetNames.find((one) => one === view.range);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label="Period"
        value={preset ?? 'own'}
        onChange={(range) => {
          if (range !== 'own') void setView({ range, grain: range.startsWith('months') ? 'month' : null });
        }}
        options={[
          ...presetNames.map((one) => ({ value: one, label: presets[one] })),
          ...(preset ? [] : [{ value: 'own', label: 'Own period' }]),
        ]}
      />
      <CustomPeriod key={`${period.from} ${period.to}`} period={period} onChange={(range) => void setView({ range })} />
      <Select
        label="Group by"
        value={view.groupBy}
        onChange={(groupBy) => void setView({ groupBy })}
        options={known ? groups : [...groups, { value: view.groupBy, label: groupLabel(view.groupBy) }]}
      />
      <Select
        label="Granularity"
        value={view.grain}
        onChange={(value) => void setView({ grain: grains.find((one) => one === value) ?? null })}
        options={grains.map((one) => ({ value: one, label: grainWords[one] }))}
      />
      <Select
        label="Compare with"
        value={view.compare}
        onChange={(value) => void setView({ compare: comparisonNames.find((one) => one === value) ?? null })}
        options={comparisonNames.map((one) => ({
          value: one,
          label: one === 'none' ? 'Not compared' : comparisons[one],
        }))}
      />
      <Select
        label="Kind of cost"
        value={view.metric}
        onChange={(value) => void setView({ metric: metrics.find((one) => one === value) ?? null })}
        options={metrics.map((one) => ({ value: one, label: metricWords[one].label }))}
      />
      {currency && currencies.length > 1 ? (
        <Select
          label="Currency"
          value={currency}
          onChange={(value) => void setView({ currency: value })}
          options={currencies.map((one) => ({ value: one, label: one }))}
        />
      ) : null}
      <div className="ml-auto flex items-center gap-1">
        <Button
          look="quiet"
          size="iconSm"
          aria-label={view.chart === 'bars' ? 'Draw lines' : 'Draw bars'}
          onClick={() => void setView({ chart: view.chart === 'bars' ? 'lines' : 'bars' })}
        >
          {view.chart === 'bars' ? <ChartLine /> : <ChartColumn />}
        </Button>
        <Button
          look="quiet"
          aria-label="Export as CSV"
          disabled={file.isPending || !currency}
          onClick={() => currency && file.mutate(searches.file(currency))}
        >
          <Download className={file.isPending ? 'animate-pulse' : undefined} /> CSV
        </Button>
      </div>
    </div>
  );
}
