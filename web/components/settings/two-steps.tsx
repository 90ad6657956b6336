'use client';

import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useAccount, useBeginTwoSteps, useEndTwoSteps } from '@/lib/account-queries.ts';
import type { BegunTwoSteps } from '@/lib/api-types.generated.ts';
import { asksForProof, ProofDialog } from './proof-dialog.tsx';
import { TwoStepsDialog } from './two-steps-dialog.tsx';

/** A code beside the password, from a device: who learns the password alone does not come in. */
export function TwoSteps() {
  const { data: account, error, refetch } = useAccount();
  const [begun, setBegun] = useState<BegunTwoSteps | null>(null);
  return (
    <Section
      id="two-steps"
      title="Two-step sign-in"
      note="A code of your phone beside the password: who learns the password alone does not come in."
    >
      {error && !account ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!account && !error ? <SkeletonRows rows={1} className="h-14" /> : null}
      {account ? (
        <div className="panel flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2.5">
          {account.twoSteps ? <On left={account.recoveryCodesLeft} /> : <Off onBegun={setBegun} />}
        </div>
      ) : null}
      <TwoStepsDialog begun={begun} close={() => setBegun(null)} />
    </Section>
  );
}

function Off({ onBegun }: { onBegun: (begun: BegunTwoSteps) => void }) {
  const begin = useBeginTwoSteps();
  const [proving, setProving] = useState(false);
  const start = () =>
    begin.mutate(undefined, { onSuccess: onBegun, onError: (problem) => setProving(asksForProof(problem)) });
  return (
    <>
      <p className="text-muted">
        It is off. You need an app that makes codes, such as the one of your password manager.
      </p>
      <Button look="primary" data-testid="begin-two-steps" disabled={begin.isPending} onClick={start}>
        <ShieldCheck /> Turn it on
      </Button>
      {begin.error && !asksForProof(begin.error) ? <ProblemNotice error={begin.error} /> : null}
      <ProofDialog
        open={proving}
        onOpenChange={setProving}
        why="Then nobody turns this on with a device of theirs who only found your browser open."
        onProven={start}
      />
    </>
  );
}

function On({ left }: { left: number }) {
  const end = useEndTwoSteps();
  const [asking, setAsking] = useState(false);
  const [proving, setProving] = useState(false);
  const turnOff = {
    ...end,
    mutate: (_nothing: undefined, options: { onSuccess: () => void }) =>
      end.mutate(undefined, {
        ...options,
        onError: (problem) => {
          if (!asksForProof(problem)) return;
          setAsking(false);
          setProving(true);
        },
      }),
  };
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="good">On</Badge>
        <span className={left > 2 ? 'text-muted' : 'text-warn'}>
          {left === 1 ? '1 recovery code is' : `${left} recovery codes are`} left.
          {left > 2 ? '' : ' Turn it off and on again for new ones.'}
        </span>
      </p>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Turn two-step sign-in off?"
        description="Your password alone is enough to come in then. The recovery codes end too."
        action="Turn it off"
        keep="Keep it on"
        mutation={turnOff}
      >
        <Button look="dangerPlain" size="sm" data-testid="end-two-steps">
          Turn it off
        </Button>
      </Confirm>
      <ProofDialog
        open={proving}
        onOpenChange={setProving}
        why="Turning two-step sign-in off takes a code of it."
        onProven={() => setAsking(true)}
      />
    </>
  );
}
