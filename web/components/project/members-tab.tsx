'use client';

import { Lock, Users } from 'lucide-react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project, ProjectMember } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useGiveRole, useProjectMembers, useSetAccess, useTakeRole } from '@/lib/project-member-queries.ts';
import { roles, roleWords } from '@/lib/role-words.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { AddMember } from './add-member.tsx';

const choices = roles.map((role) => ({ value: role, label: roleWords[role].label }));

/** Who sees the project, and what each of them may do in it. */
export function MembersTab({ project }: { project: Project }) {
  const { data, error, refetch } = useProjectMembers(project.id);
  const administers = useMayIn(project.id, 'admin');
  return (
    <div className="grid max-w-4xl gap-6 pb-8">
      <Access project={project} administers={administers} />
      <Section
        id="people"
        title="People"
        note="In a project that is open to the organisation, the greater of both roles counts."
      >
        {administers && data ? <AddMember projectId={project.id} known={data.items} /> : null}
        {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <SkeletonRows rows={3} className="h-12" /> : null}
        <ul className="panel divide-y divide-border empty:hidden">
          {data?.items.map((member) => (
            <Row key={member.user.id} project={project} member={member} administers={administers} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Access({ project, administers }: { project: Project; administers: boolean }) {
  const hidden = project.access === 'members';
  const Icon = hidden ? Lock : Users;
  const set = useSetAccess(project.id, hidden ? 'organisation' : 'members');
  return (
    <div className="panel flex flex-wrap items-center gap-x-4 gap-y-2 p-3" data-testid="project-access">
      <Icon className="size-4 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{hidden ? 'Members only' : 'Open to the organisation'}</p>
        <p className="text-muted text-xs">
          {hidden
            ? 'Only the people below see it: those named here, and admins of the organisation.'
            : 'Everybody of the organisation sees it, each with their role there.'}
        </p>
      </div>
      {administers ? (
        <Confirm
          title={hidden ? `Open ${project.name} to the organisation?` : `Hide ${project.name} from others?`}
          description={
            hidden
              ? 'Everybody of the organisation sees its files, runs and conversations from now on.'
              : 'It disappears at once for everybody who is not named here and is no admin: from lists, pages, costs and what they follow right now.'
          }
          action={hidden ? 'Open it' : 'Hide it'}
          keep="Leave it"
          mutation={set}
        >
          <Button size="sm">{hidden ? 'Open to the organisation' : 'Make it members only'}</Button>
        </Confirm>
      ) : null}
    </div>
  );
}

type RowProps = { project: Project; member: ProjectMember; administers: boolean };

function Row({ project, member, administers }: RowProps) {
  const { viewer } = useApp();
  const { user, role, organisationRole, projectRole } = member;
  const give = useGiveRole(project.id);
  const self = user.id === viewer.user.id;
  const changes = administers && !self && projectRole !== null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2" data-testid="project-member" data-role={role}>
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 truncate font-medium">{user.name}</span>
          {self ? <Badge>You</Badge> : null}
        </p>
        <p className="text-muted text-xs">
          {roleWords[organisationRole].label} of the organisation
          {projectRole ? `, ${roleWords[projectRole].label.toLowerCase()} in this project` : ''}
        </p>
      </div>
      {changes ? (
        <Select
          label={`Role of ${user.name} in this project`}
          className="w-32"
          value={projectRole}
          disabled={give.isPending}
          options={choices}
          onChange={(value) => {
            const chosen = roles.find((one) => one === value);
            if (chosen) give.mutate({ userId: user.id, role: chosen });
          }}
        />
      ) : (
        <Badge>{roleWords[role].label}</Badge>
      )}
      {changes ? <Remove project={project} member={member} /> : null}
      {give.error ? (
        <div className="basis-full">
          <ProblemNotice error={give.error} />
        </div>
      ) : null}
    </li>
  );
}

function Remove({ project, member: { user } }: { project: Project; member: ProjectMember }) {
  return (
    <Confirm
      title={`Remove ${user.name} from ${project.name}?`}
      description={
        project.access === 'members'
          ? 'They do not see the project any more, from this moment on. What they did stays.'
          : 'Their role in the organisation counts here again. What they did stays.'
      }
      action="Remove"
      mutation={useTakeRole(project.id, user.id)}
    >
      <Button size="sm" look="dangerPlain" aria-label={`Remove ${user.name}`}>
        Remove
      </Button>
    </Confirm>
  );
}
