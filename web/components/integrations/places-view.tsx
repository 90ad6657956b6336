'use client';

import { Plug, Plus } from 'lucide-react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useIntegrations } from '@/lib/integration-queries.ts';
import { useMay } from '@/lib/use-role.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { IntegrationsPage } from './integrations-page.tsx';
import { PlaceCard } from './place-card.tsx';

export function PlacesView() {
  const admin = useMay('admin');
  const { data, error, refetch } = useIntegrations();
  const items = data?.items;
  const connect = admin ? (
    <ConnectDialog>
      <Button look="primary" data-testid="connect-place">
        <Plus /> Connect a place
      </Button>
    </ConnectDialog>
  ) : null;
  return (
    <IntegrationsPage
      note="Slack and GitHub: where people already work, and can decide, ask and read along."
      actions={items?.length ? connect : null}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={2} className="h-28" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={Plug} title="No place is connected" action={connect}>
          {admin
            ? 'Connect Slack for approvals and questions in threads, or GitHub for changes as pull requests.'
            : 'An admin can connect Slack for approvals and questions, or GitHub for changes as pull requests.'}
        </EmptyState>
      ) : null}
      <ul className="grid gap-3 empty:hidden">
        {items?.map((place) => (
          <PlaceCard key={place.id} place={place} admin={admin} />
        ))}
      </ul>
    </IntegrationsPage>
  );
}
