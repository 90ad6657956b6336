'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CodeLines } from '@/components/ui/code-lines.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { useConfirmTwoSteps } from '@/lib/account-queries.ts';
import type { BegunTwoSteps } from '@/lib/api-types.generated.ts';
import { QrCode } from './qr-code.tsx';

/** Stands apart from what its buttons change: neither the secret nor the recovery codes can be shown again. */
export function TwoStepsDialog({ begun, close }: { begun: BegunTwoSteps | null; close: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const done = () => {
    setCodes(null);
    close();
  };
  return (
    <Dialog open={begun !== null} onOpenChange={(open) => !open && done()}>
      <DialogBody
        title={codes ? 'Your recovery codes' : 'Turn two-step sign-in on'}
        description={
          codes
            ? 'Two-step sign-in is on. Without your phone, each of these lets you in once.'
            : 'Scan this with the app that makes your codes, then give the code that it shows.'
        }
        className="max-w-md"
        // A click beside the dialog must not throw away what is shown once.
        onInteractOutside={(event) => event.preventDefault()}
      >
        {codes ? <Codes codes={codes} done={done} /> : null}
        {begun && !codes ? <Scan begun={begun} cancel={done} onConfirmed={setCodes} /> : null}
      </DialogBody>
    </Dialog>
  );
}

type ScanProps = { begun: BegunTwoSteps; cancel: () => void; onConfirmed: (codes: string[]) => void };

function Scan({ begun, cancel, onConfirmed }: ScanProps) {
  const confirm = useConfirmTwoSteps();
  const [code, setCode] = useState('');
  const whole = /^\d{6}$/.test(code.replace(/\s/g, ''));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) confirm.mutate(code, { onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes) });
      }}
    >
      <div className="grid justify-items-center">
        <QrCode text={begun.uri} label="QR code with the secret for your app" />
      </div>
      <details>
        <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">
          The app cannot scan it: type the secret
        </summary>
        <p data-testid="totp-secret" className="mt-1 break-all font-mono text-xs">
          {begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
        </p>
      </details>
      <Field label="Code">
        {(props) => (
          <Input
            {...props}
            data-testid="totp-code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      {confirm.error ? <ProblemNotice error={confirm.error} /> : null}
      <DialogActions>
        <Button onClick={cancel}>Cancel</Button>
        <Button type="submit" look="primary" data-testid="confirm-two-steps" disabled={!whole || confirm.isPending}>
          Turn it on
        </Button>
      </DialogActions>
    </form>
  );
}

function Codes({ codes, done }: { codes: string[]; done: () => void }) {
  return (
    <div className="grid gap-4">
      <CodeLines label="Recovery codes" text={codes.join('\n')} />
      <p className="text-sm">
        They are shown this once. Keep them where you keep secrets, and not on the phone that makes the codes.
      </p>
      <DialogActions>
        <Button look="primary" data-testid="codes-kept" onClick={done}>
          I have kept them
        </Button>
      </DialogActions>
    </div>
  );
}
