'use client';

import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { ApiToken } from '@/lib/api-types.generated.ts';
import { roleWords } from '@/lib/role-words.ts';
import { useMyTokens, useRevokeToken } from '@/lib/settings-queries.ts';
import { NewTokenDialog } from './new-token.tsx';

/** Keys for scripts and the `aurora` command, with those that ended below. */
export function Tokens() {
  const { data, error, refetch } = useMyTokens();
  const items = data?.items;
  const active = items?.filter(({ state }) => state === 'active');
  const ended = items?.filter(({ state }) => state !== 'active') ?? [];
  const [making, setMaking] = useState(false);
  const create = (
    <Button look="primary" data-testid="new-token" onClick={() => setMaking(true)}>
      <Plus /> New token
    </Button>
  );
  return (
    <Section
      id="tokens"
      title="Personal tokens"
      note="For scripts and the aurora command. A token acts as you, up to its role."
      actions={items?.length ? create : null}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={2} className="h-12" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={KeyRound} title="No token yet" action={create}>
          With a token, a script can do what you can do here: start runs and syncs, ask what things cost, add documents.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {active?.map((token) => (
          <Row key={token.id} token={token} />
        ))}
      </ul>
      {ended.length > 0 ? (
        <details>
          <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">
            {ended.length} that no longer hold
          </summary>
          <ul className="panel mt-2 divide-y divide-border">
            {ended.map((token) => (
              <Row key={token.id} token={token} />
            ))}
          </ul>
        </details>
      ) : null}
      <NewTokenDialog open={making} onOpenChange={setMaking} />
    </Section>
  );
}

const stateWords = { active: 'Active', expired: 'Expired', revoked: 'Revoked' } as const;

function Row({ token }: { token: ApiToken }) {
  const { name, prefix, role, state, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  return (
    <li data-testid="token" data-token-state={state} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 truncate font-medium">{name}</span>
          <Badge>{roleWords[role].label}</Badge>
          {state === 'active' ? null : <Badge tone="warn">{stateWords[state]}</Badge>}
        </p>
        <p className="text-muted text-xs">
          <span className="font-mono">{prefix}…</span>, made <TimeText at={createdAt} />,{' '}
          {lastUsedAt ? (
            <>
              last used <TimeText at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          , {endWords[state]} <TimeText at={revokedAt ?? expiresAt} />
        </p>
      </div>
      {state === 'active' ? <Revoke token={token} /> : null}
    </li>
  );
}

const endWords = { active: 'ends', expired: 'ended', revoked: 'revoked' } as const;

function Revoke({ token: { id, name } }: { token: ApiToken }) {
  return (
    <Confirm
      title={`Revoke ${name}?`}
      description="Scripts that use it are refused from now on. This cannot be undone; make a new token instead."
      action="Revoke the token"
      mutation={useRevokeToken(id)}
    >
      <Button size="sm" look="dangerPlain" aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
    </Confirm>
  );
}
