'use client';

import { FolderGit2, Plus } from 'lucide-react';
import Link from 'next/link';
import { debounce, parseAsString, useQueryState } from 'nuqs';
import { LoadMore } from '@/components/load-more.tsx';
import { RunStateBadge, SandboxMark } from '@/components/marks.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project } from '@/lib/api-types.generated.ts';
import { useProjects } from '@/lib/queries.ts';
import { runStates } from '@/lib/run-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { CreateProject } from './create-project.tsx';

export function ProjectsView() {
  const may = useMay('operator');
  const list = useProjects();
  const { items, error, refetch } = list;
  const [search, setSearch] = useQueryState(
    'q',
    parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(200) }),
  );
  const wanted = search.trim().toLowerCase();
  const shown = items?.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
  const create = may ? (
    <CreateProject>
      <Button look="primary">
        <Plus /> New project
      </Button>
    </CreateProject>
  ) : null;
  return (
    <Page title="Projects" actions={create}>
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={FolderGit2} title="No projects yet" action={create}>
          A project is a set of Terraform files with one state and one account. Create one, then ask for changes in a
          chat.
        </EmptyState>
      ) : null}
      {items && items.length > 0 ? (
        <>
          {items.length > 5 || search ? (
            <Input
              type="search"
              aria-label="Search the projects"
              placeholder="Search by name"
              value={search}
              onChange={(event) => void setSearch(event.target.value || null)}
              className="max-w-sm"
            />
          ) : null}
          {shown?.length === 0 ? <p className="text-muted">No project matches "{search}". Try fewer letters.</p> : null}
          <ul className="panel divide-y divide-border overflow-hidden empty:hidden">
            {shown?.map((project) => (
              <Row key={project.id} project={project} />
            ))}
          </ul>
          <LoadMore pages={list} />
        </>
      ) : null}
    </Page>
  );
}

function Row({ project }: { project: Project }) {
  const { id, name, description, connections, latestRevision, lastRun } = project;
  const state = runStates.find((one) => one === lastRun?.state);
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-56">
        <Link href={`/projects/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          {name}
        </Link>
        <p className="truncate text-muted text-xs">
          {description || (latestRevision === null ? 'No files yet' : `Revision ${latestRevision}`)}
        </p>
      </div>
      <span className="flex items-center gap-2 text-muted text-xs">
        {connections.some((one) => one.sandbox) ? <SandboxMark /> : null}
        {connections.map((one) => one.name).join(', ') || 'No account'}
      </span>
      {lastRun && state ? (
        <span className="flex items-center gap-2 text-xs">
          <RunStateBadge state={state} />
          <TimeText at={lastRun.createdAt} className="text-muted" />
        </span>
      ) : (
        <span className="text-faint text-xs">No runs</span>
      )}
    </li>
  );
}
