'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input, Textarea } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Project } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { useConnections, useRefresh } from '@/lib/queries.ts';

export function CreateProject({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody
        title="New project"
        description="A set of Terraform files with one state, and the account it changes."
      >
        <Form close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

function Form({ close }: { close: () => void }) {
  const { api } = useApp();
  const router = useRouter();
  const refresh = useRefresh();
  const connections = useConnections().data?.items ?? [];
  const [id] = useState(() => v7());
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [connection, setConnection] = useState<string>();
  const chosen = connection ?? connections[0]?.id;
  const create = useMutation({
    mutationFn: () => {
      const body = { id, name: name.trim(), description: description.trim(), connectionIds: chosen ? [chosen] : [] };
      return api<Project>('POST', '/projects', body);
    },
    onSuccess: (project) => {
      void refresh(keys.projects);
      close();
      router.push(`/projects/${project.id}`);
    },
  });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) create.mutate();
      }}
    >
      <Field label="Name">
        {(props) => <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label="Description (optional)">
        {(props) => (
          <Textarea
            {...props}
            value={description}
            maxLength={500}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      {connections.length > 0 && chosen ? (
        <div className="grid gap-1">
          <span className="font-medium text-xs">Account</span>
          <Select
            label="Account"
            value={chosen}
            onChange={setConnection}
            options={connections.map((one) => ({
              value: one.id,
              label: `${one.name} (${one.accountId}, ${one.region})${one.sandbox ? ', sandbox' : ''}`,
            }))}
          />
        </div>
      ) : null}
      {create.error ? <ProblemNotice error={create.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!name.trim() || create.isPending}>
          Create the project
        </Button>
      </DialogActions>
    </form>
  );
}
