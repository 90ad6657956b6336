'use client';

import Link from 'next/link';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Anomaly } from '@/lib/api-types.generated.ts';
import { useBillingAccounts } from '@/lib/billing-queries.ts';
import { addDays, dayText, rangeOf } from '@/lib/cost-period.ts';
import { anomalyKindWords, anomalyStateWords } from '@/lib/insight-words.ts';
import { minus, spent } from '@/lib/spend-words.ts';
import { useRole } from '@/lib/use-role.ts';
import { ChangeText } from '../change-text.tsx';
import { MadeUpMark } from '../made-up-mark.tsx';
import { DecideAnomaly } from './decide-anomaly.tsx';

/** What it was, what it usually is, what moved, and what was decided. */
export function AnomalyCard({ anomaly }: { anomaly: Anomaly }) {
  const role = useRole();
  const { day, kind, state, currency, expected, actual, drivers, note } = anomaly;
  const account = useBillingAccounts().data?.items.find(({ id }) => id === anomaly.billingAccountId);
  const madeUp = account?.madeUp ?? false;
  const service = anomaly.serviceName ?? 'No service';
  return (
    <li className="grid gap-x-6 gap-y-2 p-3 md:grid-cols-[minmax(0,1fr)_auto]" data-testid="anomaly">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <Tip text={anomalyStateWords[state].says}>
            <Badge tone={anomalyStateWords[state].tone}>{anomalyStateWords[state].label}</Badge>
          </Tip>
          <Tip text={anomalyKindWords[kind].says}>
            <Badge>{anomalyKindWords[kind].label}</Badge>
          </Tip>
          {madeUp ? <MadeUpMark /> : null}
          <Link href={hrefOf(anomaly)} className="min-w-0 font-medium hover:underline">
            {service}
          </Link>
        </p>
        <p className="text-muted text-xs">
          {dayText(day)}, {anomaly.subAccountId ? `account ${anomaly.subAccountId}` : 'no account'},{' '}
          {anomaly.accountName}
        </p>
        <p className="tabular-nums">
          <span className="font-medium" title={actual}>
            {spent(actual, currency)}
          </span>{' '}
          <span className="text-muted">instead of {spent(expected, currency)}:</span>{' '}
          <ChangeText delta={minus(actual, expected)} before={expected} currency={currency} />
        </p>
        {drivers.length > 0 ? (
          <ul className="grid max-w-xl gap-0.5 text-xs" aria-label="What moved most">
            {drivers.map(({ name, delta }) => (
              <li key={name} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
                <span className="truncate text-muted" title={name}>
                  {name}
                </span>
                <span className="tabular-nums">{spent(delta, currency, true)}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {note ? <p className="border-strong-border border-l-2 pl-2 text-sm [overflow-wrap:anywhere]">{note}</p> : null}
      </div>
      {role === 'viewer' ? null : <DecideAnomaly anomaly={anomaly} />}
    </li>
  );
}

/** Two weeks on either side, in the same service and account. */
function hrefOf({ day, currency, serviceName, subAccountId }: Anomaly): string {
  const search = new URLSearchParams({
    range: rangeOf({ from: addDays(day, -14), to: addDays(day, 14) }),
    currency,
    groupBy: 'region',
    compare: 'none',
    service: serviceName ?? '',
    subAccount: subAccountId ?? '',
  });
  return `/costs/explore?${search}`;
}
