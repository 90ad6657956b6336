'use client';

import { Link2, Unplug } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { IdentityLink } from '@/lib/api-types.generated.ts';
import { useIntegrations } from '@/lib/integration-queries.ts';
import { placeWords } from '@/lib/integration-words.ts';
import { useMyIdentityLinks, useRemoveIdentityLink } from '@/lib/settings-queries.ts';
import { LinkCodeCard } from './link-code-card.tsx';

/** Who one is in Slack and GitHub, so that a decision or a comment there counts as one's own. */
export function LinkedAccounts() {
  const places = useIntegrations();
  const [asked, setAsked] = useState<string | null>(null);
  const links = useMyIdentityLinks(asked !== null);
  const known = places.data?.items;
  const mine = links.data?.items;
  const error = places.error ?? links.error;
  const open = known?.filter(({ id }) => !mine?.some(({ integration }) => integration.id === id)) ?? [];
  const place = open.find(({ id }) => id === asked);
  return (
    <Section
      id="accounts"
      title="Linked accounts"
      note="Who you are elsewhere. Decisions, questions and comments there count as yours, with your role."
    >
      {error && !(known && mine) ? <ProblemNotice error={error} retry={() => void links.refetch()} /> : null}
      {!(known && mine) && !error ? <SkeletonRows rows={2} className="h-12" /> : null}
      {known?.length === 0 ? (
        <EmptyState
          icon={Unplug}
          title="No place is connected"
          action={
            <Button asChild>
              <Link href="/integrations">See the integrations</Link>
            </Button>
          }
        >
          Once an admin has connected Slack or GitHub, you can link your account there.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {mine?.map((link) => (
          <Linked key={link.id} link={link} />
        ))}
        {mine
          ? open.map(({ id, kind, name }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
                <div className="min-w-0 flex-1 basis-64">
                  <p className="font-medium">{name}</p>
                  <p className="text-muted text-xs">{placeWords[kind].label}, not linked to you</p>
                </div>
                <Button size="sm" onClick={() => setAsked(id)} aria-label={`Link your account in ${name}`}>
                  <Link2 /> Link
                </Button>
              </li>
            ))
          : null}
      </ul>
      {place ? <LinkCodeCard key={place.id} place={place} close={() => setAsked(null)} /> : null}
    </Section>
  );
}

function Linked({ link: { id, integration, provider, externalName, externalId, createdAt } }: { link: IdentityLink }) {
  return (
    <li data-testid="linked-account" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">
          {externalName} <span className="font-normal text-muted">in {integration.name}</span>
        </p>
        <p className="text-muted text-xs">
          {placeWords[provider].label} account <span className="font-mono">{externalId}</span>, linked{' '}
          <TimeText at={createdAt} />
        </p>
      </div>
      <Confirm
        title={`Remove your link to ${externalName}?`}
        description={`What ${externalName} does in ${integration.name} no longer counts as yours. You can link it again.`}
        action="Remove the link"
        mutation={useRemoveIdentityLink(id)}
      >
        <Button size="sm" look="dangerPlain" aria-label={`Remove the link to ${externalName}`}>
          Remove
        </Button>
      </Confirm>
    </li>
  );
}
