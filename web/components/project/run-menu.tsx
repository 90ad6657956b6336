'use client';

import { ChevronDown, FileSearch, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useStartRun } from '@/components/run/use-start-run.ts';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Menu, MenuBody, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from '@/components/ui/menu.tsx';
import type { Project } from '@/lib/api-types.generated.ts';
import { useMayIn } from '@/lib/use-role.ts';

/** Starts a run of one revision. Whatever kind: people approve a plan before anything changes. */
export function RunMenu({ project, revision }: { project: Project; revision: number }) {
  const may = useMayIn(project.id, 'operator');
  const start = useStartRun(project.id);
  const [destroying, setDestroying] = useState(false);
  const cluster = project.connections.find(({ provider }) => provider === 'kubernetes');
  if (!may) return null;
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" look="primary" disabled={start.isPending} data-testid="start-run">
            <Play /> Run revision {revision} <ChevronDown />
          </Button>
        </MenuTrigger>
        <MenuBody align="end" className="w-64">
          <MenuItem onSelect={() => start.mutate({ kind: 'plan', revision })}>
            <FileSearch /> Plan only
          </MenuItem>
          <MenuItem onSelect={() => start.mutate({ kind: 'apply', revision })}>
            <Play /> Plan, approve, apply
          </MenuItem>
          {cluster ? (
            <>
              <MenuSeparator />
              <MenuLabel>Manifests, in {cluster.name}</MenuLabel>
              <MenuItem onSelect={() => start.mutate({ kind: 'plan', revision, engine: 'kubernetes' })}>
                <FileSearch /> Dry run only
              </MenuItem>
              <MenuItem onSelect={() => start.mutate({ kind: 'apply', revision, engine: 'kubernetes' })}>
                <Play /> Dry run, approve, apply
              </MenuItem>
            </>
          ) : null}
          <MenuSeparator />
          <MenuItem danger onSelect={() => setDestroying(true)}>
            <Trash2 /> Destroy everything
          </MenuItem>
        </MenuBody>
      </Menu>
      <DestroyDialog
        project={project}
        open={destroying}
        onOpenChange={setDestroying}
        pending={start.isPending}
        onDestroy={() => start.mutate({ kind: 'destroy', revision })}
      />
    </>
  );
}

type DestroyDialogProps = {
  project: Project;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pending: boolean;
  onDestroy: () => void;
};

function DestroyDialog({ project, open, onOpenChange, pending, onDestroy }: DestroyDialogProps) {
  const [typed, setTyped] = useState('');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogBody
        title={`Plan to destroy everything in ${project.name}?`}
        description="The run plans the removal of every resource that this project manages. Someone has to approve that plan before anything is gone."
      >
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() === project.name) onDestroy();
          }}
        >
          <Field label={`Type ${project.name} to go on`}>
            {(props) => (
              <Input
                {...props}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <DialogActions>
            <Button onClick={() => onOpenChange(false)}>Keep everything</Button>
            <Button type="submit" look="danger" disabled={typed.trim() !== project.name || pending}>
              Plan the destruction
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
