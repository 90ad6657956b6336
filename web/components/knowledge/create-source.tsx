'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useCreateSource } from '@/lib/knowledge-queries.ts';
import { isFetched, sourceKinds, sourceWords } from '@/lib/knowledge-words.ts';
import { emptyDraft, newSourceOf, type SourceDraft } from '@/lib/source-form.ts';
import { GitFields, Interval, UrlField } from './source-fields.tsx';

export function CreateSource({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title="Add a source" description="One place that documents come from." className="max-w-lg">
        <Form close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

function Form({ close }: { close: () => void }) {
  const router = useRouter();
  const create = useCreateSource();
  const [id] = useState(() => v7());
  const [draft, setDraft] = useState<SourceDraft>(emptyDraft);
  const set = (change: Partial<SourceDraft>) => setDraft((now) => ({ ...now, ...change }));
  const source = newSourceOf(id, draft);
  const done = () => {
    close();
    router.push(`/knowledge/sources/${id}`);
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (source) create.mutate(source, { onSuccess: done });
      }}
    >
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <div className="grid gap-1">
          <span className="font-medium text-xs">Kind</span>
          <Select
            label="Kind"
            value={draft.kind}
            onChange={(value) => set({ kind: sourceKinds.find((one) => one === value) ?? 'upload' })}
            options={sourceKinds.map((one) => ({ value: one, label: sourceWords[one].label }))}
          />
        </div>
        <Field label="Name">
          {(props) => (
            <Input
              {...props}
              value={draft.name}
              maxLength={100}
              placeholder="Runbooks"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
      </div>
      <p className="-mt-2 text-muted text-xs">{sourceWords[draft.kind].says}</p>
      {draft.kind === 'urls' ? <UrlField draft={draft} set={set} /> : null}
      {draft.kind === 'git' ? <GitFields draft={draft} set={set} /> : null}
      {isFetched(draft.kind) ? <Interval minutes={draft.minutes} onChange={(minutes) => set({ minutes })} /> : null}
      {draft.kind === 'api' ? (
        <p className="text-sm">You get the address and an example for curl next. Scripts need a personal token.</p>
      ) : null}
      {create.error ? <ProblemNotice error={create.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!source || create.isPending}>
          Add the source
        </Button>
      </DialogActions>
    </form>
  );
}
