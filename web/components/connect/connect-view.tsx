'use client';

import { Lock } from 'lucide-react';
import { useQueryState } from 'nuqs';
import { EmptyState } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { connectWords, credentialKinds } from '@/lib/connect-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { ConnectForm } from './connect-form.tsx';
import { KindCards } from './kind-cards.tsx';
import { SandboxCard } from './sandbox-card.tsx';

/** First what, then its form. The kind stands in the address, so that a guide can link to it. */
export function ConnectView() {
  const [given] = useQueryState('kind');
  const kind = credentialKinds.find((one) => one === given);
  const may = useMay('admin');
  if (!may) {
    return (
      <Page title="Connect an account">
        <EmptyState icon={Lock} title="Admins connect accounts">
          Ask an admin of your organisation: credentials are theirs to give.
        </EmptyState>
      </Page>
    );
  }
  if (kind) {
    return (
      <Page title={`Connect ${connectWords[kind].label}`}>
        <ConnectForm key={kind} kind={kind} />
      </Page>
    );
  }
  return (
    <Page title="Connect an account" note="What it may do is checked at once, and again every few hours.">
      <KindCards />
      <SandboxCard />
    </Page>
  );
}
