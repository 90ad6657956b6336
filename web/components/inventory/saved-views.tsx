'use client';

import { Bookmark, Trash2, Users } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Popover, PopoverBody, PopoverTrigger } from '@/components/ui/popover.tsx';
import type { SavedView } from '@/lib/api-types.generated.ts';
import { viewQuery } from '@/lib/estate-filters.ts';
import { useSavedViews } from '@/lib/estate-queries.ts';
import { wordsFor } from '@/lib/problem.ts';

/** Filters, order and columns under a name, for oneself or for everybody. */
export function SavedViews({ page }: { page: 'inventory' | 'graph' | 'costs' }) {
  const { views, save, remove } = useSavedViews(page);
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const router = useRouter();
  const path = usePathname();
  const here = viewQuery(useSearchParams().toString());
  const items = views.data?.items ?? [];
  const current = items.find((one) => viewQuery(one.query) === here);
  const drop = (view: SavedView) =>
    remove.mutate(view.id, {
      onError: (error) => toast.error('The view was not removed', { description: wordsFor(error).detail }),
    });
  return (
    <>
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger asChild>
          <Button size="sm" data-testid="saved-views">
            <Bookmark /> <span className="max-w-32 truncate">{current?.name ?? 'Views'}</span>
          </Button>
        </PopoverTrigger>
        <PopoverBody align="end" className="grid w-72 gap-1 p-1">
          {items.length === 0 ? (
            <p className="px-2 py-1.5 text-muted">
              No views yet. Filter and order the table, then save it under a name to come back to it.
            </p>
          ) : null}
          <ul className="max-h-72 overflow-y-auto empty:hidden">
            {items.map((view) => (
              <li key={view.id} className="flex items-center rounded hover:bg-hover">
                <button
                  type="button"
                  onClick={() => {
                    setOpen(false);
                    router.push(view.query ? `${path}?${view.query}` : path);
                  }}
                  className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded px-2 text-left"
                >
                  <span className="truncate">{view.name}</span>
                  {view.shared ? (
                    <span className="inline-flex shrink-0 items-center gap-1 text-faint text-xs">
                      <Users className="size-3" aria-hidden />
                      {view.mine ? 'shared' : view.owner.name}
                    </span>
                  ) : null}
                </button>
                {view.mine ? (
                  <Button look="quiet" size="iconSm" aria-label={`Remove ${view.name}`} onClick={() => drop(view)}>
                    <Trash2 />
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
          <Button
            size="sm"
            look="quiet"
            className="justify-start"
            disabled={current?.mine}
            onClick={() => {
              setOpen(false);
              setSaving(true);
            }}
          >
            Save what is shown now
          </Button>
        </PopoverBody>
      </Popover>
      {saving ? <SaveDialog close={() => setSaving(false)} save={save} query={here} /> : null}
    </>
  );
}

type SaveDialogProps = { close: () => void; save: ReturnType<typeof useSavedViews>['save']; query: string };

function SaveDialog({ close, save, query }: SaveDialogProps) {
  const [id] = useState(() => v7());
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  return (
    <Dialog
      open
      onOpenChange={() => {
        save.reset();
        close();
      }}
    >
      <DialogBody title="Save this view" description="Filters, order and columns as they are now.">
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) save.mutate({ id, name: name.trim(), query, shared }, { onSuccess: close });
          }}
        >
          <Field label="Name">
            {(props) => (
              <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-primary"
              checked={shared}
              onChange={(event) => setShared(event.target.checked)}
            />
            Everybody in the organisation sees it
          </label>
          {save.error ? <ProblemNotice error={save.error} /> : null}
          <DialogActions>
            <Button onClick={close}>Not now</Button>
            <Button type="submit" look="primary" disabled={!name.trim() || save.isPending}>
              Save
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
