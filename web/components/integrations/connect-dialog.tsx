'use client';

import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { TextFields } from '@/components/ui/text-fields.tsx';
import { useApp } from '@/lib/app.tsx';
import { useConnectIntegration } from '@/lib/integration-queries.ts';
import { appFields, madeUpSecret, type PlaceKind, placeKinds, placeWords, secretsOf } from '@/lib/integration-words.ts';
import { filled, isFilled, type TextFieldOf, type Texts } from '@/lib/text-fields.ts';
import { ConnectGuide } from './connect-guide.tsx';

export function ConnectDialog({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody
        title="Connect a place"
        description="Its tokens go to Vault and are never shown again."
        className="max-w-2xl"
      >
        <Form close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

const apiField: TextFieldOf = {
  name: 'apiUrl',
  label: 'Address of its API',
  hint: 'Only where it is your own server, such as https://git.example.com/api/v3.',
  optional: true,
};

function Form({ close }: { close: () => void }) {
  const { apiUrl } = useApp();
  const connect = useConnectIntegration();
  const [id] = useState(() => v7());
  const [kind, setKind] = useState<PlaceKind>('slack');
  const [name, setName] = useState('');
  const [auth, setAuth] = useState<'token' | 'app'>('token');
  const [settings, setSettings] = useState<Texts>({});
  const [secrets, setSecrets] = useState<Texts>(() => ({ webhookSecret: madeUpSecret() }));
  const app = kind === 'github' && auth === 'app';
  const ownSettings = [...(app ? appFields : []), ...(kind === 'slack' ? [] : [apiField])];
  const ownSecrets = secretsOf(kind, app);
  // Who makes the app over there may be somebody else: its secrets can follow.
  const later = ownSecrets.every(({ name }) => name === 'webhookSecret' || !secrets[name]?.trim());
  const ready = isFilled(ownSettings, settings) && (later || isFilled(ownSecrets, secrets));
  const submit = () => {
    const { apiUrl: own, appId = '', installationId = '' } = filled(ownSettings, settings);
    const github = app ? { auth: 'app' as const, appId, installationId } : { auth: 'token' as const };
    connect.mutate(
      {
        id,
        kind,
        name: name.trim() || placeWords[kind].label,
        settings: { ...(own ? { apiUrl: own } : {}), ...(kind === 'github' ? { github } : {}) },
        secrets: filled(ownSecrets, secrets),
      },
      { onSuccess: close },
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
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <div className="grid content-start gap-1">
          <span className="font-medium text-xs">Place</span>
          <Select
            label="Place"
            value={kind}
            onChange={(value) => setKind(placeKinds.find((one) => one === value) ?? 'slack')}
            options={placeKinds.map((one) => ({ value: one, label: placeWords[one].label }))}
          />
        </div>
        <Field label="Name">
          {(props) => (
            <Input
              {...props}
              value={name}
              maxLength={100}
              placeholder={placeWords[kind].label}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </div>
      <p className="-mt-2 text-muted text-xs">{placeWords[kind].says}</p>
      <ConnectGuide kind={kind} hookUrl={`${apiUrl}/api/v1/hooks/${kind}/${id}`} />
      {kind === 'github' ? (
        <div className="grid gap-1">
          <span className="font-medium text-xs">Signs in as</span>
          <Select
            label="Signs in as"
            value={auth}
            onChange={(value) => setAuth(value === 'app' ? 'app' : 'token')}
            options={[
              { value: 'token', label: 'The owner of a token' },
              { value: 'app', label: 'A GitHub App' },
            ]}
          />
        </div>
      ) : null}
      <TextFields fields={ownSettings} values={settings} onChange={setSettings} />
      <TextFields fields={ownSecrets} values={secrets} onChange={setSecrets} />
      {connect.error ? <ProblemNotice error={connect.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || connect.isPending}>
          {buttonText(kind, later, connect.isPending)}
        </Button>
      </DialogActions>
    </form>
  );
}

function buttonText(kind: PlaceKind, later: boolean, pending: boolean): string {
  if (later) return 'Save, secrets follow';
  return pending ? 'Asking it who the token is' : `Connect ${placeWords[kind].label}`;
}
