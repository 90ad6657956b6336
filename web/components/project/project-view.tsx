'use client';

import { MessageSquare } from 'lucide-react';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { SandboxMark } from '@/components/marks.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { Tab, TabBody, TabList, Tabs } from '@/components/ui/tabs.tsx';
import type { Project } from '@/lib/api-types.generated.ts';
import { useProject } from '@/lib/queries.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { CostsTab } from './costs-tab.tsx';
import { FilesTab } from './files-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import { RepositoryTab } from './repository-tab.tsx';
import { RevisionsTab } from './revisions-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { StateTab } from './state-tab.tsx';

const tabs = ['files', 'revisions', 'state', 'runs', 'costs', 'repository', 'members'] as const;
const labels = {
  files: 'Files',
  revisions: 'Revisions',
  state: 'State',
  runs: 'Runs',
  costs: 'Costs',
  repository: 'Repository',
  members: 'Members',
} as const;

export function ProjectView({ projectId }: { projectId: string }) {
  const { data: project, error, refetch } = useProject(projectId);
  const [tab, setTab] = useQueryState(
    'tab',
    parseAsStringLiteral(tabs).withDefault('files').withOptions({ history: 'push' }),
  );
  useEffect(() => {
    if (project) document.title = `${project.name} · Aurora`;
  }, [project]);
  if (!project) {
    return (
      <Page title="Project">
        {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows rows={8} />}
      </Page>
    );
  }
  return (
    <Tabs
      value={tab}
      onValueChange={(value) => void setTab(tabs.find((one) => one === value) ?? 'files')}
      className="grid h-full grid-rows-[auto_minmax(0,1fr)]"
    >
      <header className="px-4 pt-3 sm:px-6">
        <Head project={project} />
        <TabList aria-label="Parts of the project" className="mt-1">
          {tabs.map((one) => (
            <Tab key={one} value={one}>
              {labels[one]}
            </Tab>
          ))}
        </TabList>
      </header>
      <TabBody value="files" className="min-h-0">
        <FilesTab project={project} />
      </TabBody>
      <TabBody value="revisions" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <RevisionsTab project={project} />
      </TabBody>
      <TabBody value="state" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <StateTab project={project} />
      </TabBody>
      <TabBody value="runs" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <RunsTab project={project} />
      </TabBody>
      <TabBody value="costs" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <CostsTab project={project} />
      </TabBody>
      <TabBody value="repository" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <RepositoryTab project={project} />
      </TabBody>
      <TabBody value="members" className="min-h-0 overflow-y-auto p-4 sm:px-6">
        <MembersTab project={project} />
      </TabBody>
    </Tabs>
  );
}

function Head({ project }: { project: Project }) {
  const may = useMayIn(project.id, 'operator');
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
      <div className="min-w-0">
        <h1 className="truncate font-semibold text-lg leading-8">{project.name}</h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
          {project.description ? <span>{project.description}</span> : null}
          {project.connections.map((one) => (
            <span key={one.id} className="inline-flex items-center gap-1.5">
              {one.sandbox ? <SandboxMark /> : null}
              {one.name} {one.accountId}, {one.region}
            </span>
          ))}
          {project.connections.length === 0 ? (
            <span className="text-warn">Not connected to an account: plans will fail.</span>
          ) : null}
        </p>
      </div>
      {may ? (
        <Button size="sm" asChild>
          <Link href={`/?project=${project.id}`}>
            <MessageSquare /> Ask for a change
          </Link>
        </Button>
      ) : null}
    </div>
  );
}
