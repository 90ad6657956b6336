'use client';

import { Download, GitBranch, Plug, Unlink } from 'lucide-react';
import Link from 'next/link';
import { Callout, EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project, RepoLink } from '@/lib/api-types.generated.ts';
import { useIntegrations } from '@/lib/integration-queries.ts';
import { placeWords } from '@/lib/integration-words.ts';
import {
  useChangeRepository,
  useImportRepository,
  useRepository,
  useUnlinkRepository,
} from '@/lib/repository-queries.ts';
import { applyOnChoices, applyOnWords, linkText } from '@/lib/repository-words.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { LinkRepositoryDialog } from './link-repository.tsx';
import { PullRequests } from './pull-requests.tsx';

/** Where a project's files are kept beside Aurora, and the requests that propose changes of them. */
export function RepositoryTab({ project }: { project: Project }) {
  const { data, error, refetch } = useRepository(project.id);
  return (
    <div className="grid max-w-5xl gap-6">
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={3} className="h-12" /> : null}
      {data?.link ? <Linked link={data.link} /> : null}
      {data && !data.link ? <NotLinked project={project} /> : null}
      <PullRequests projectId={project.id} linked={data?.link ?? null} />
    </div>
  );
}

function NotLinked({ project }: { project: Project }) {
  const admin = useMayIn(project.id, 'admin');
  const hosts = useIntegrations().data?.items.filter(({ kind }) => kind === 'github');
  const none = hosts?.length === 0;
  const action = none ? (
    <Button asChild>
      <Link href="/integrations">See the integrations</Link>
    </Button>
  ) : admin && hosts ? (
    <LinkRepositoryDialog project={project} hosts={hosts}>
      <Button look="primary">
        <GitBranch /> Link a repository
      </Button>
    </LinkRepositoryDialog>
  ) : null;
  return (
    <EmptyState icon={none ? Plug : GitBranch} title="The files are kept in Aurora alone" action={action}>
      {none
        ? 'Once an admin has connected GitHub, the files can be kept in a folder of a repository.'
        : admin
          ? 'Keep them in a folder of a repository: changes are proposed as pull requests, with the plan and its cost.'
          : 'An admin can keep them in a folder of a repository, so that changes are proposed as pull requests.'}
    </EmptyState>
  );
}

function Linked({ link }: { link: RepoLink }) {
  const { projectId, integration, reason, importedSha, applyOn } = link;
  const admin = useMayIn(projectId, 'admin');
  const operator = useMayIn(projectId, 'operator');
  const again = useImportRepository(projectId);
  const change = useChangeRepository(projectId);
  const unlink = useUnlinkRepository(projectId);
  return (
    <section aria-label="Repository" className="grid gap-3">
      {reason ? (
        <Callout tone="bad" title="What is on the branch could not be imported">
          {reason}
        </Callout>
      ) : null}
      <div className="panel grid gap-3 p-3">
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-72">
            <p className="font-medium [overflow-wrap:anywhere]">{linkText(link)}</p>
            <p className="text-muted text-xs">
              {placeWords[integration.kind].label}, by {integration.name}
              {importedSha ? (
                <>
                  , imported commit <span className="font-mono">{importedSha.slice(0, 12)}</span>
                </>
              ) : (
                ', nothing imported yet'
              )}
            </p>
          </div>
          <div className="flex flex-wrap gap-2">
            {operator ? (
              <Button size="sm" disabled={again.isPending} onClick={() => again.mutate()}>
                <Download /> {again.isPending ? 'Importing' : 'Import again'}
              </Button>
            ) : null}
            {admin ? (
              <Confirm
                title="Unlink the repository?"
                description="The files stay in Aurora as they are, with all revisions; nothing is removed over there. Pushes are no longer imported."
                action="Unlink it"
                mutation={unlink}
              >
                <Button size="sm" look="dangerPlain">
                  <Unlink /> Unlink
                </Button>
              </Confirm>
            ) : null}
          </div>
        </div>
        <div className="grid gap-1 border-border border-t pt-3">
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-muted text-xs">A change is decided</span>
            <Select
              label="Where a change is decided"
              value={applyOn}
              disabled={!admin || change.isPending}
              onChange={(value) => change.mutate(applyOnChoices.find((one) => one === value) ?? 'page')}
              options={applyOnChoices.map((one) => ({ value: one, label: applyOnWords[one].label }))}
            />
          </div>
          <p className="text-muted text-xs">{applyOnWords[applyOn].says}</p>
        </div>
      </div>
    </section>
  );
}
