'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useEndOtherSignIns, useEndSignIn, useSignIns } from '@/lib/account-queries.ts';
import type { SignIn } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';

/** Where one is signed in, and how to end it from here. */
export function SignIns() {
  const { data, error, refetch } = useSignIns();
  const items = data?.items;
  const others = items?.filter(({ current }) => !current) ?? [];
  return (
    <Section
      id="sign-ins"
      title="Where you are signed in"
      note="What you end is refused from its next request on, and what is open there closes at once."
      actions={others.length > 0 ? <EndOthers count={others.length} /> : null}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={2} className="h-12" /> : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((one) => (
          <Row key={one.id} signIn={one} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ signIn }: { signIn: SignIn }) {
  const { viewer } = useApp();
  const { current, browser, address, organisation, createdAt, lastUsedAt } = signIn;
  return (
    <li data-testid="sign-in" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 truncate font-medium">{browser}</span>
          {current ? <Badge tone="good">Here</Badge> : null}
          {organisation === viewer.organisation.name ? null : <Badge>{organisation}</Badge>}
        </p>
        <p className="text-muted text-xs">
          Signed in <TimeText at={createdAt} />
          {address ? ` from ${address}` : ''}
          {lastUsedAt ? (
            <>
              , last used <TimeText at={lastUsedAt} />
            </>
          ) : null}
        </p>
      </div>
      {current ? null : <End signIn={signIn} />}
    </li>
  );
}

function End({ signIn: { id, browser } }: { signIn: SignIn }) {
  return (
    <Confirm
      title={`Sign out ${browser}?`}
      description="Whoever uses it has to sign in again."
      action="Sign out"
      keep="Leave it"
      mutation={useEndSignIn(id)}
    >
      <Button size="sm" look="dangerPlain" aria-label={`Sign out ${browser}`}>
        Sign out
      </Button>
    </Confirm>
  );
}

function EndOthers({ count }: { count: number }) {
  return (
    <Confirm
      title="Sign out everywhere else?"
      description={`You stay signed in here. ${count === 1 ? 'One other sign-in ends' : `${count} other sign-ins end`}; personal tokens go on.`}
      action="Sign out everywhere else"
      keep="Leave them"
      mutation={useEndOtherSignIns()}
    >
      <Button look="dangerPlain" data-testid="end-others">
        Sign out everywhere else
      </Button>
    </Confirm>
  );
}
