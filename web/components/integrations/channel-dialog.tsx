'use client';

import { useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { SecretOnce } from '@/components/ui/secret-once.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useCreateChannel } from '@/lib/notice-queries.ts';
import { type ChannelKind, channelKinds, channelWords, ruleKinds } from '@/lib/notice-words.ts';
import { settingsOf, type Target, TargetFields } from './channel-target.tsx';
import { KindsPicker } from './kinds-picker.tsx';

/** Stands apart from its button: a list that is drawn anew must not take away what is shown once. */
export function ChannelDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    onOpenChange(false);
    setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <DialogBody
        title={secret ? 'The channel is there' : 'New channel'}
        className="max-w-lg"
        onInteractOutside={(event) => secret && event.preventDefault()}
      >
        {secret ? (
          <SigningSecret secret={secret} close={close} />
        ) : (
          <Form onMade={(made) => (made ? setSecret(made) : close())} close={close} />
        )}
      </DialogBody>
    </Dialog>
  );
}

export const SigningSecret = ({ secret, close }: { secret: string; close: () => void }) => (
  <div className="grid gap-4">
    <SecretOnce label="Signing secret" secret={secret}>
      With it your receiver knows that a request comes from Aurora: check the headers webhook-id, webhook-timestamp and
      webhook-signature, as standardwebhooks.com says. Libraries for that are there in most languages.
    </SecretOnce>
    <DialogActions>
      <Button look="primary" onClick={close}>
        I have copied it
      </Button>
    </DialogActions>
  </div>
);

function Form({ onMade, close }: { onMade: (secret: string | null) => void; close: () => void }) {
  const create = useCreateChannel();
  const [id] = useState(() => v7());
  const [kind, setKind] = useState<ChannelKind>('email');
  const [name, setName] = useState('');
  const [target, setTarget] = useState<Target>({ text: '', integrationId: '' });
  const [kinds, setKinds] = useState(ruleKinds);
  const settings = settingsOf(kind, target);
  const ready = name.trim() !== '' && settings !== null && kinds.length > 0;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        create.mutate(
          { id, kind, name: name.trim(), settings, kinds },
          { onSuccess: ({ signingSecret }) => onMade(signingSecret) },
        );
      }}
    >
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <div className="grid content-start gap-1">
          <span className="font-medium text-xs">By</span>
          <Select
            label="By"
            value={kind}
            onChange={(value) => {
              setKind(channelKinds.find((one) => one === value) ?? 'email');
              setTarget({ text: '', integrationId: '' });
            }}
            options={channelKinds.map((one) => ({ value: one, label: channelWords[one].label }))}
          />
          <p className="text-muted text-xs">{channelWords[kind].says}</p>
        </div>
        <Field label="Name">
          {(props) => (
            <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </div>
      <TargetFields kind={kind} target={target} onChange={setTarget} />
      <KindsPicker chosen={kinds} onChange={setKinds} />
      {create.error ? <ProblemNotice error={create.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || create.isPending}>
          Create the channel
        </Button>
      </DialogActions>
    </form>
  );
}
