'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { NoticeChannel } from '@/lib/api-types.generated.ts';
import { useChangeChannel } from '@/lib/notice-queries.ts';
import { settingsOf, TargetFields, targetOf } from './channel-target.tsx';

/** Another name or another place to send to, which also takes back what troubled it. */
export function EditChannelDialog({ channel }: { channel: NoticeChannel }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Change ${channel.name}`}>
          Change
        </Button>
      </DialogTrigger>
      <DialogBody title={`Change ${channel.name}`} className="max-w-lg">
        <Form channel={channel} close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

function Form({ channel, close }: { channel: NoticeChannel; close: () => void }) {
  const change = useChangeChannel(channel.id);
  const [name, setName] = useState(channel.name);
  const [target, setTarget] = useState(() => targetOf(channel));
  const settings = settingsOf(channel.kind, target);
  const ready = name.trim() !== '' && settings !== null;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) change.mutate({ name: name.trim(), settings }, { onSuccess: close });
      }}
    >
      <Field label="Name">
        {(props) => <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <TargetFields kind={channel.kind} target={target} onChange={setTarget} />
      {change.error ? <ProblemNotice error={change.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || change.isPending}>
          Save the channel
        </Button>
      </DialogActions>
    </form>
  );
}
