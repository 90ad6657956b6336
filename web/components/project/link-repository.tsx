'use client';

import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Integration, Project } from '@/lib/api-types.generated.ts';
import { useLinkRepository } from '@/lib/repository-queries.ts';
import { type ApplyOn, applyOnChoices, applyOnWords, repositoryOf } from '@/lib/repository-words.ts';

type LinkRepositoryProps = { project: Project; hosts: Integration[]; children: ReactNode };

export function LinkRepositoryDialog({ project, hosts, children }: LinkRepositoryProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody
        title="Link a repository"
        description={`What is in the folder becomes the newest revision of ${project.name}.`}
        className="max-w-lg"
      >
        <Form project={project} hosts={hosts} close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

function Form({ project, hosts, close }: { project: Project; hosts: Integration[]; close: () => void }) {
  const link = useLinkRepository(project.id);
  const [host, setHost] = useState(hosts[0]?.id ?? '');
  const [typed, setTyped] = useState('');
  const [branch, setBranch] = useState('');
  const [folder, setFolder] = useState('');
  const [applyOn, setApplyOn] = useState<ApplyOn>('page');
  const repository = repositoryOf(typed);
  const ready = host !== '' && repository !== null;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        const wish = { integrationId: host, repository, folder: folder.trim(), applyOn };
        link.mutate({ ...wish, ...(branch.trim() ? { branch: branch.trim() } : {}) }, { onSuccess: close });
      }}
    >
      <div className="grid gap-1">
        <span className="font-medium text-xs">At</span>
        <Select
          label="Host"
          value={host}
          onChange={setHost}
          options={hosts.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <Field
        label="Repository"
        error={typed && !repository ? 'As owner/name, or the whole address.' : undefined}
        hint="As owner/name."
      >
        {(props) => (
          <Input
            {...props}
            value={typed}
            placeholder="acme/infrastructure"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label="Folder (optional)" hint="Empty: all of it.">
          {(props) => (
            <Input {...props} value={folder} spellCheck={false} onChange={(event) => setFolder(event.target.value)} />
          )}
        </Field>
        <Field label="Branch (optional)" hint="Empty: its own.">
          {(props) => (
            <Input {...props} value={branch} spellCheck={false} onChange={(event) => setBranch(event.target.value)} />
          )}
        </Field>
      </div>
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-medium text-xs">A change is decided</legend>
        {applyOnChoices.map((one) => (
          <label key={one} className="-mx-1.5 flex cursor-pointer items-start gap-2 rounded px-1.5 py-1 hover:bg-hover">
            <input
              type="radio"
              name="apply-on"
              checked={applyOn === one}
              onChange={() => setApplyOn(one)}
              className="mt-1 accent-primary"
            />
            <span>
              {applyOnWords[one].label}
              <span className="block text-muted text-xs">{applyOnWords[one].says}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {link.error ? <ProblemNotice error={link.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || link.isPending}>
          {link.isPending ? 'Importing' : 'Link and import'}
        </Button>
      </DialogActions>
    </form>
  );
}
