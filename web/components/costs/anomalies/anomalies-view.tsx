'use client';

import { TrendingUp } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { LoadMore } from '@/components/load-more.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useAnomalies } from '@/lib/insight-queries.ts';
import { anomalyStateWords } from '@/lib/insight-words.ts';
import { CostsPage } from '../costs-page.tsx';
import { AnomalyCard } from './anomaly-card.tsx';

const choices = ['open', 'acknowledged', 'expected', 'resolved', 'all'] as const;

export function AnomaliesView() {
  const [state, setState] = useQueryState('state', parseAsStringLiteral(choices).withDefault('open'));
  const list = useAnomalies(state);
  const { items, error, refetch } = list;
  return (
    <CostsPage
      title="Anomalies"
      note="Days that cost more or less than the same weekday usually does, by account and service. Effective cost of usage; days are those of UTC."
      actions={
        <Select
          label="State"
          value={state}
          onChange={(value) => void setState(choices.find((one) => one === value) ?? null)}
          options={choices.map((one) => ({ value: one, label: one === 'all' ? 'All' : anomalyStateWords[one].label }))}
        />
      }
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={4} className="h-24" /> : null}
      {items?.length === 0 ? <Nothing state={state} showAll={() => void setState('all')} /> : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((anomaly) => (
          <AnomalyCard key={anomaly.id} anomaly={anomaly} />
        ))}
      </ul>
      <LoadMore pages={list} />
    </CostsPage>
  );
}

function Nothing({ state, showAll }: { state: (typeof choices)[number]; showAll: () => void }) {
  return (
    <EmptyState
      icon={TrendingUp}
      title={
        state === 'all' ? 'No anomaly has been found' : `No anomaly is ${anomalyStateWords[state].label.toLowerCase()}`
      }
      action={state === 'all' ? undefined : <Button onClick={showAll}>Show all</Button>}
    >
      Every load is looked through: a few weeks of a series tell what is usual. What stands out is shown here and as a
      notice.
    </EmptyState>
  );
}
