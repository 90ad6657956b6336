'use client';

import { Send } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { type Fold, FoldHead, FoldingList } from '@/components/folding-list.tsx';
import { EmptyState } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Delivery } from '@/lib/api-types.generated.ts';
import { counted } from '@/lib/estate-words.ts';
import { useChannels, useDeliveries } from '@/lib/notice-queries.ts';
import { channelWords, deliveryStates, deliveryWords } from '@/lib/notice-words.ts';
import { DeliveryDetails } from './delivery-details.tsx';
import { DeliveryStateBadge } from './delivery-line.tsx';
import { IntegrationsPage } from './integrations-page.tsx';

const all = 'all';

/** What was sent where, and what became of it; what was given up can be sent again. */
export function DeliveriesView() {
  const [{ state, channel }, setFilter] = useQueryStates({
    state: parseAsStringLiteral(deliveryStates),
    channel: parseAsString,
  });
  const channels = useChannels().data?.items ?? [];
  const list = useDeliveries({ state: state ?? undefined, channelId: channel ?? undefined });
  const filtered = state !== null || channel !== null;
  return (
    <IntegrationsPage note="Every notice that was sent, to whom, and what became of it. Attempts go on for a day.">
      <FoldingList
        title="Deliveries"
        param="delivery"
        list={list}
        tools={
          <div className="flex flex-wrap gap-2">
            <Select
              label="State"
              value={state ?? all}
              onChange={(value) => void setFilter({ state: deliveryStates.find((one) => one === value) ?? null })}
              options={[
                { value: all, label: 'In any state' },
                ...deliveryStates.map((one) => ({ value: one, label: deliveryWords[one].label })),
              ]}
            />
            <Select
              label="Channel"
              value={channel ?? all}
              onChange={(value) => void setFilter({ channel: value === all ? null : value })}
              options={[
                { value: all, label: 'By any channel' },
                ...channels.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </div>
        }
        empty={
          <EmptyState icon={Send} title={filtered ? 'No delivery is like that' : 'Nothing was sent yet'}>
            {filtered
              ? 'Choose another state or channel.'
              : 'Once a channel or a personal setting asks for it, each notice that is sent stands here.'}
          </EmptyState>
        }
        Row={Row}
      />
    </IntegrationsPage>
  );
}

function Row({ item: delivery, fold }: { item: Delivery; fold: Fold }) {
  const { state, notice, kind, channel, person, attempts, reason, createdAt } = delivery;
  return (
    <li data-testid="delivery" data-state-name={state}>
      <FoldHead fold={fold}>
        <DeliveryStateBadge state={state} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{notice.text}</span>
          <span className="block truncate text-muted text-xs">
            {channel?.name ?? person?.name ?? channelWords[kind].label}
            {attempts > 1 ? `, ${counted(attempts, 'attempt')}` : ''}
            {reason && state !== 'sent' && !fold.open ? <span className="text-bad">, {reason}</span> : null}
          </span>
        </span>
        <TimeText at={createdAt} className="shrink-0 text-muted text-xs" />
      </FoldHead>
      {fold.open ? <DeliveryDetails delivery={delivery} /> : null}
    </li>
  );
}
