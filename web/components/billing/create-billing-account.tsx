'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { TextFields } from '@/components/ui/text-fields.tsx';
import { useCreateBillingAccount } from '@/lib/billing-queries.ts';
import { type SourceKind, sourceKinds, sourceWords } from '@/lib/billing-words.ts';
import { useConnections } from '@/lib/queries.ts';
import { filled, isFilled, type Texts } from '@/lib/text-fields.ts';

export function CreateBillingAccount({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title="New billing account" description="One place that costs come from.">
        <Form close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

const own = 'own';

function Form({ close }: { close: () => void }) {
  const router = useRouter();
  const create = useCreateBillingAccount();
  const connections = useConnections().data?.items ?? [];
  const [id] = useState(() => v7());
  const [kind, setKind] = useState<SourceKind>('upload');
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('USD');
  const [connection, setConnection] = useState(own);
  const [settings, setSettings] = useState<Texts>({});
  const [credentials, setCredentials] = useState<Texts>({});
  const source = sourceWords[kind];
  const ownKeys = source.credentials.length > 0 && connection === own;
  const missing = !isFilled(source.settings, settings) || (ownKeys && !isFilled(source.credentials, credentials));
  const ready = name.trim() !== '' && /^[A-Z]{3}$/.test(currency) && !missing;
  const submit = () => {
    create.mutate(
      {
        id,
        name: name.trim(),
        kind,
        currency,
        settings: filled(source.settings, settings),
        ...(ownKeys ? { credentials: filled(source.credentials, credentials) } : {}),
        ...(source.credentials.length > 0 && !ownKeys ? { connectionId: connection } : {}),
      },
      {
        onSuccess: () => {
          close();
          router.push(`/costs/accounts/${id}`);
        },
      },
    );
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <div className="grid gap-1">
        <span className="font-medium text-xs">Source</span>
        <Select
          label="Source"
          value={kind}
          onChange={(value) => setKind(sourceKinds.find((one) => one === value) ?? 'upload')}
          options={sourceKinds.map((one) => ({ value: one, label: sourceWords[one].label }))}
        />
        <p className="text-muted text-xs">{source.says}</p>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
        <Field label="Name">
          {(props) => (
            <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label="Currency">
          {(props) => (
            <Input
              {...props}
              value={currency}
              maxLength={3}
              onChange={(event) => setCurrency(event.target.value.toUpperCase())}
            />
          )}
        </Field>
      </div>
      <TextFields fields={source.settings} values={settings} onChange={setSettings} />
      {source.credentials.length > 0 ? (
        <div className="grid gap-1">
          <span className="font-medium text-xs">Credentials</span>
          <Select
            label="Credentials"
            value={connection}
            onChange={setConnection}
            options={[
              { value: own, label: 'Its own' },
              ...connections.map((one) => ({ value: one.id, label: `Those of ${one.name} (${one.accountId})` })),
            ]}
          />
        </div>
      ) : null}
      {ownKeys ? (
        <div className="grid gap-3">
          <TextFields fields={source.credentials} values={credentials} onChange={setCredentials} />
          <p className="text-muted text-xs">They are kept in Vault and never shown again. Reading is enough.</p>
        </div>
      ) : null}
      {create.error ? <ProblemNotice error={create.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || create.isPending}>
          Create the billing account
        </Button>
      </DialogActions>
    </form>
  );
}
