'use client';

import { CircleAlert, CircleCheck, CircleDashed, RefreshCw } from 'lucide-react';
import Link from 'next/link';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Integration } from '@/lib/api-types.generated.ts';
import { useArchiveIntegration, useVerifyIntegration } from '@/lib/integration-queries.ts';
import { hookAddresses, integrationStateWords, placeWords } from '@/lib/integration-words.ts';
import { ChangeDialog } from './change-dialog.tsx';

const icons = { connected: <CircleCheck />, broken: <CircleAlert />, unverified: <CircleDashed /> };

/** One place: whether it holds, why not, and what can be done about it. */
export function PlaceCard({ place, admin }: { place: Integration; admin: boolean }) {
  const { name, kind, state, reason, verifiedAt, hookUrl, settings } = place;
  const { label, tone, says } = integrationStateWords[state];
  return (
    <li data-testid="place" data-place-state={state} className="panel grid gap-2 p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 truncate font-medium">{name}</span>
            <Tip text={says}>
              <Badge tone={tone}>
                {icons[state]}
                {label}
              </Badge>
            </Tip>
          </h2>
          <p className="text-muted text-xs">
            {placeWords[kind].label}
            {settings.slack ? `, workspace ${settings.slack.teamName}` : ''}
            {settings.apiUrl ? `, ${new URL(settings.apiUrl).host}` : ''}
            {settings.github?.auth === 'app' ? `, as App ${settings.github.appId}` : ''}
            {verifiedAt ? (
              <>
                , verified <TimeText at={verifiedAt} />
              </>
            ) : null}
          </p>
        </div>
        {admin ? <Actions place={place} /> : null}
      </div>
      {reason ? <p className="text-bad text-sm [overflow-wrap:anywhere]">{reason}</p> : null}
      {admin
        ? hookAddresses(kind, hookUrl).map(({ label, url }) => (
            <div key={url} className="flex min-w-0 items-center gap-1 text-xs">
              <span className="shrink-0 text-muted max-sm:hidden">{label}</span>
              <code className="min-w-0 truncate rounded bg-sunken px-1.5 py-0.5 font-mono" title={url}>
                {url}
              </code>
              <CopyButton text={url} label={`Copy: ${label}`} />
            </div>
          ))
        : null}
      <p className="text-muted text-xs">
        Your decisions and comments there count once{' '}
        <Link href="/settings#accounts" className="text-foreground underline underline-offset-2">
          your account is linked
        </Link>
        .
      </p>
    </li>
  );
}

function Actions({ place }: { place: Integration }) {
  const { id, name, kind } = place;
  const verify = useVerifyIntegration(id);
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="sm" disabled={verify.isPending} onClick={() => verify.mutate()} aria-label={`Verify ${name} again`}>
        <RefreshCw className={verify.isPending ? 'animate-spin' : undefined} />
        {verify.isPending ? 'Asking' : 'Verify'}
      </Button>
      <ChangeDialog place={place}>
        <Button size="sm" aria-label={`Change ${name}`}>
          Change
        </Button>
      </ChangeDialog>
      <Confirm
        title={`Disconnect ${name}?`}
        description={`Its tokens are removed from Vault, and the accounts that people linked there no longer count. Nothing is removed in ${placeWords[kind].label}, and what came of it stays here.`}
        action="Disconnect it"
        mutation={useArchiveIntegration(id)}
      >
        <Button size="sm" look="dangerPlain" aria-label={`Disconnect ${name}`}>
          Disconnect
        </Button>
      </Confirm>
    </div>
  );
}
