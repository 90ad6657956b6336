'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Building2, ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { switchOrganisation } from '@/app/(app)/switch-organisation.ts';
import { Logo } from '@/components/logo.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import {
  Menu,
  MenuBody,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu.tsx';
import type { OwnOrganisation } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { ApiProblem } from '@/lib/problem.ts';

/** Which organisation this is, and the way to one's others. */
export function OrganisationMenu() {
  const { viewer, api } = useApp();
  const [open, setOpen] = useState(false);
  const [making, setMaking] = useState(false);
  const { data } = useQuery({
    queryKey: keys.myOrganisations,
    queryFn: () => api<{ items: OwnOrganisation[] }>('GET', '/me/organisations'),
    enabled: open,
  });
  const go = useSwitch();
  return (
    <>
      <Menu open={open} onOpenChange={setOpen}>
        <MenuTrigger
          className="flex w-full items-center gap-2 rounded-md px-1 py-1 text-left hover:bg-hover"
          aria-label={`Organisation: ${viewer.organisation.name}`}
          data-testid="organisation-menu"
          disabled={go.isPending}
        >
          <Logo className="size-6 shrink-0" />
          <span className="min-w-0 flex-1">
            <span className="block font-semibold leading-5">Aurora</span>
            <span className="block truncate text-muted text-xs">{viewer.organisation.name}</span>
          </span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden />
        </MenuTrigger>
        <MenuBody align="start" className="w-60">
          <MenuLabel>Organisations</MenuLabel>
          <MenuRadioGroup value={viewer.organisation.id} onValueChange={(id) => go.mutate(id)}>
            {(data?.items ?? [viewer.organisation]).map(({ id, name }) => (
              <MenuRadioItem key={id} value={id} disabled={id === viewer.organisation.id}>
                <Building2 /> <span className="truncate">{name}</span>
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
          <MenuSeparator />
          <MenuItem onSelect={() => setMaking(true)}>
            <Plus /> New organisation
          </MenuItem>
        </MenuBody>
      </Menu>
      {go.error ? <ProblemNotice error={go.error} /> : null}
      <NewOrganisation open={making} onOpenChange={setMaking} />
    </>
  );
}

/** Loads the page anew: nothing that was kept of one organisation, and no socket, may reach into another. */
function useSwitch() {
  return useMutation({
    mutationFn: async (organisationId: string) => {
      const problem = await switchOrganisation(organisationId);
      if (problem) throw new ApiProblem(problem);
    },
    onSuccess: () => window.location.assign('/'),
  });
}

function NewOrganisation({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { api } = useApp();
  const [name, setName] = useState('');
  const go = useSwitch();
  const create = useMutation({
    mutationFn: () => api<OwnOrganisation>('POST', '/organisations', { name: name.trim() }),
    onSuccess: ({ id }) => go.mutate(id),
  });
  const error = create.error ?? go.error;
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogBody
        title="New organisation"
        description="With accounts, projects and people of its own. You become its admin, and go there."
      >
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) create.mutate();
          }}
        >
          <Field label="Name">
            {(props) => (
              <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          {error ? <ProblemNotice error={error} /> : null}
          <DialogActions>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" look="primary" disabled={!name.trim() || create.isPending || go.isPending}>
              Create and go there
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
