'use client';

import { useMutation } from '@tanstack/react-query';
import { FileDown, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Resource, ResourceImport } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useImports } from '@/lib/estate-queries.ts';
import { keys } from '@/lib/keys.ts';
import { useRefresh } from '@/lib/queries.ts';
import { useProjectsWhere } from '@/lib/use-role.ts';

/** For what is in no project: drafts its configuration and proposes a run that takes it into a project's state. */
export function ProposeImport({ resource }: { resource: Resource }) {
  const imports = useImports(resource.id);
  const last = imports.data?.items[0];
  if (resource.codification !== 'unmanaged' || resource.deletedAt) return null;
  return (
    <section aria-label="Import" className="panel grid gap-2 p-3" data-testid="propose-import">
      <h2 className="font-semibold">Bring it under code</h2>
      {last ? <Outcome last={last} /> : null}
      {last?.state === 'drafting' ? null : <Ask resource={resource} again={last !== undefined} />}
    </section>
  );
}

function Outcome({ last: { state, reason, runId, address, startedAt } }: { last: ResourceImport }) {
  if (state === 'drafting') {
    return (
      <p role="status" className="flex items-center gap-2 text-muted">
        <LoaderCircle className="size-4 animate-spin text-info" aria-hidden /> Its configuration is being drafted, since{' '}
        <TimeText at={startedAt} />
      </p>
    );
  }
  if (state === 'failed') {
    return (
      <p className="text-bad [overflow-wrap:anywhere]">
        {reason ?? 'The last draft failed.'} <TimeText at={startedAt} className="text-muted" />
      </p>
    );
  }
  return (
    <p>
      {runId ? (
        <Link href={`/runs/${runId}`} className="font-medium underline underline-offset-2">
          A run proposes its import
        </Link>
      ) : (
        'Its import was proposed'
      )}
      {address ? <span className="font-mono text-xs"> as {address}</span> : null},{' '}
      <TimeText at={startedAt} className="text-muted" />.
    </p>
  );
}

function Ask({ resource, again }: { resource: Resource; again: boolean }) {
  const { api } = useApp();
  const refresh = useRefresh();
  const mine = useProjectsWhere('operator');
  const projects = (mine ?? []).filter(({ connections }) => connections.some(({ id }) => id === resource.connectionId));
  const [chosen, setChosen] = useState('');
  const projectId = chosen || projects[0]?.id;
  const propose = useMutation({
    mutationFn: (given: { id: string; projectId: string }) =>
      api<ResourceImport>('POST', `/resources/${resource.id}/import`, given),
    onSettled: () => refresh(keys.resourcePart(resource.id, 'imports')),
  });
  if (!projectId) {
    return (
      <p className="text-muted">
        No project works on this account yet.{' '}
        <Link href="/projects" className="underline underline-offset-2">
          Create one
        </Link>{' '}
        to import into.
      </p>
    );
  }
  return (
    <>
      <p className="text-muted">
        Drafts its Terraform configuration and plans the import. Nothing changes until someone approves that plan.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="Project to import into"
          value={projectId}
          onChange={setChosen}
          options={projects.map(({ id, name }) => ({ value: id, label: name }))}
          className="max-w-56"
        />
        <Button disabled={propose.isPending} onClick={() => propose.mutate({ id: v7(), projectId })}>
          <FileDown /> {again ? 'Propose it again' : 'Propose an import'}
        </Button>
      </div>
      {propose.error ? <ProblemNotice error={propose.error} /> : null}
    </>
  );
}
