'use client';

import { Megaphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useChannels } from '@/lib/notice-queries.ts';
import { useMay } from '@/lib/use-role.ts';
import { ChannelCard } from './channel-card.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { IntegrationsPage } from './integrations-page.tsx';

export function ChannelsView() {
  const admin = useMay('admin');
  const { data, error, refetch } = useChannels();
  const [making, setMaking] = useState(false);
  const items = data?.items;
  const create = admin ? (
    <Button look="primary" data-testid="new-channel" onClick={() => setMaking(true)}>
      <Plus /> New channel
    </Button>
  ) : null;
  return (
    <IntegrationsPage
      note="Where everybody is told, and by which rules. What reaches you alone is in your settings."
      actions={items?.length ? create : null}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={2} className="h-28" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={Megaphone} title="No channel yet" action={create}>
          {admin
            ? 'A channel sends mail, Slack messages or signed requests when an approval is wanted, a run ends, something drifts or costs too much.'
            : 'An admin can have mail, Slack messages or signed requests sent when an approval is wanted or a run ends.'}
        </EmptyState>
      ) : null}
      <ul className="grid gap-3 empty:hidden">
        {items?.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} admin={admin} />
        ))}
      </ul>
      <ChannelDialog open={making} onOpenChange={setMaking} />
    </IntegrationsPage>
  );
}
