'use client';

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ProjectMember } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useGiveRole, usePeople } from '@/lib/project-member-queries.ts';
import { roles, roleWords } from '@/lib/role-words.ts';
import type { Role } from '@/lib/types.ts';

const choices = roles.map((role) => ({ value: role, label: roleWords[role].label }));

/** Gives somebody of the organisation a role here. Who has one already is changed in the list below. */
export function AddMember({ projectId, known }: { projectId: string; known: ProjectMember[] }) {
  const { viewer } = useApp();
  const { data, error } = usePeople(true);
  const give = useGiveRole(projectId);
  const [userId, setUserId] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const named = new Set(known.filter(({ projectRole }) => projectRole).map(({ user }) => user.id));
  const people = data?.items.filter(
    ({ id, state }) => !named.has(id) && id !== viewer.user.id && state !== 'deactivated',
  );
  if (error) return <ProblemNotice error={error} />;
  if (people?.length === 0) {
    return <p className="text-muted text-sm">Everybody of the organisation has a role here already, or is you.</p>;
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (userId) give.mutate({ userId, role }, { onSuccess: () => setUserId('') });
      }}
    >
      <Select
        label="Person"
        className="w-56"
        placeholder="Choose a person"
        value={userId}
        onChange={setUserId}
        options={(people ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        label="Role in the project"
        className="w-32"
        value={role}
        onChange={(value) => setRole(roles.find((one) => one === value) ?? role)}
        options={choices}
      />
      <Button type="submit" look="primary" disabled={!userId || give.isPending}>
        <UserPlus /> Add
      </Button>
      {give.error ? (
        <div className="basis-full">
          <ProblemNotice error={give.error} />
        </div>
      ) : null}
    </form>
  );
}
