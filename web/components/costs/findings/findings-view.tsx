'use client';

import { Leaf } from 'lucide-react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Finding } from '@/lib/api-types.generated.ts';
import { useFindings } from '@/lib/insight-queries.ts';
import { spent, sumOf } from '@/lib/spend-words.ts';
import { CostsPage } from '../costs-page.tsx';
import { FindingRow } from './finding-row.tsx';

export function FindingsView() {
  const { data, error, refetch } = useFindings();
  const items = data?.items;
  return (
    <CostsPage
      title="Findings"
      note="What costs money for nothing, as far as the inventory proves it. Savings are a month, by the bills of the last 30 complete days."
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={4} className="h-20" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={Leaf} title="Nothing is wasted, as far as it can be seen">
          Disks and addresses that nothing uses, old snapshots, stopped servers and the like are looked for in the
          inventory. What a sync may not read finds nothing.
        </EmptyState>
      ) : null}
      {items && items.length > 0 ? <Total items={items} /> : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((finding) => (
          <FindingRow key={`${finding.rule} ${finding.resource.id}`} finding={finding} />
        ))}
      </ul>
    </CostsPage>
  );
}

/** Of those that a bill tells of, by currency. */
function Total({ items }: { items: Finding[] }) {
  const savings = items.flatMap(({ saving }) => (saving ? [saving] : []));
  const currencies = [...new Set(savings.map(({ currency }) => currency))];
  const sums = currencies.map((currency) => {
    const amounts = savings.filter((one) => one.currency === currency).map(({ amount }) => amount);
    return spent(sumOf(amounts), currency);
  });
  return (
    <p className="tabular-nums">
      {sums.length > 0 ? <span className="font-semibold text-lg">{sums.join(' and ')}</span> : null}{' '}
      <span className="text-muted">
        {sums.length > 0
          ? 'a month could be saved.'
          : 'No bill names these resources, so nothing can be said of savings.'}
      </span>
    </p>
  );
}
