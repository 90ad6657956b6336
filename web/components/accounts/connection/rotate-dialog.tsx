'use client';

import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { AwsRoleGuide } from '@/components/connect/aws-role-guide.tsx';
import { CredentialFields } from '@/components/connect/credential-fields.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogClose, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ConnectionDetails } from '@/lib/api-types.generated.ts';
import { credentialsOf, isComplete, type Typed } from '@/lib/connect-body.ts';
import { type CredentialKind, connectWords, credentialKinds } from '@/lib/connect-words.ts';
import { useRotate } from '@/lib/connection-queries.ts';
import type { Texts } from '@/lib/text-fields.ts';

/** New credentials, all of them: nothing of the old ones is shown or kept in use. */
export function RotateDialog({ connection }: { connection: ConnectionDetails & { credential: CredentialKind } }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">
          <KeyRound /> New credentials
        </Button>
      </DialogTrigger>
      {open ? <RotateForm connection={connection} done={() => setOpen(false)} /> : null}
    </Dialog>
  );
}

type FormProps = { connection: ConnectionDetails & { credential: CredentialKind }; done: () => void };

function RotateForm({ connection, done }: FormProps) {
  const { id, provider, settings } = connection;
  const [credential, setCredential] = useState<CredentialKind>(connection.credential);
  const [typed, setTyped] = useState<Typed>(() => ({ settings: knownTexts(settings), secrets: {} }));
  const rotate = useRotate(id);
  const kinds = credentialKinds.filter((kind) => connectWords[kind].provider === provider);

  function submit(event: FormEvent) {
    event.preventDefault();
    rotate.mutate(credentialsOf(credential, typed), {
      onSuccess: () => {
        done();
        toast.success('The new credentials are in use', { description: 'They are being checked now.' });
      },
    });
  }

  return (
    <DialogBody
      title="New credentials"
      description="They take the place of the old ones at once, without a restart. Enter all of them: what is left empty is no longer there."
      className="max-w-lg"
    >
      <form onSubmit={submit} className="grid gap-4" autoComplete="off">
        {kinds.length > 1 ? (
          <Select
            label="Kind of credentials"
            value={credential}
            onChange={(value) => setCredential(value as CredentialKind)}
            options={kinds.map((kind) => ({ value: kind, label: connectWords[kind].label }))}
          />
        ) : null}
        {credential === 'aws_role' ? <AwsRoleGuide connectionId={id} /> : null}
        <CredentialFields kind={credential} typed={typed} onChange={setTyped} />
        {rotate.error ? <ProblemNotice error={rotate.error} /> : null}
        <DialogActions>
          <DialogClose asChild>
            <Button>Keep the old ones</Button>
          </DialogClose>
          <Button type="submit" look="primary" disabled={rotate.isPending || !isComplete(credential, typed)}>
            Use the new ones
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}

/** What is no secret is there already. */
function knownTexts({ hosts, regions, ...settings }: ConnectionDetails['settings']): Texts {
  const lines = hosts?.map(({ user, host, port }) => `${user}@${host.includes(':') ? `[${host}]` : host}:${port}`);
  const texts = Object.entries(settings).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return {
    ...Object.fromEntries(texts),
    ...(lines ? { hosts: lines.join('\n') } : {}),
    ...(regions ? { regions: regions.join(', ') } : {}),
  };
}
