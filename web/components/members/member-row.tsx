'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Member } from '@/lib/api-types.generated.ts';
import { useUpdateMember } from '@/lib/member-queries.ts';
import { roleOptions, roles, roleWords } from '@/lib/role-words.ts';

export function MemberRow({ member, mayChange }: { member: Member; mayChange: boolean }) {
  const { id, name, email, role, state, joinedAt, lastSeenAt } = member;
  const change = useUpdateMember(id);
  const gone = state === 'deactivated';
  return (
    <li data-testid="member" className="grid gap-2 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 truncate font-medium">{name}</span>
            {gone ? <Badge tone="warn">Deactivated</Badge> : null}
            {mayChange ? null : <Badge>{roleWords[role].label}</Badge>}
          </p>
          <p className="truncate text-muted text-xs">
            {email ? `${email}, ` : ''}here since <TimeText at={joinedAt} />
            {lastSeenAt ? (
              <>
                , last seen <TimeText at={lastSeenAt} />
              </>
            ) : null}
          </p>
        </div>
        {mayChange ? (
          <Select
            label={`Role of ${name}`}
            value={role}
            disabled={gone || change.isPending}
            options={roleOptions}
            onChange={(value) => change.mutate({ role: roles.find((one) => one === value) })}
          />
        ) : null}
        {mayChange ? gone ? <Reactivate member={member} /> : <Deactivate member={member} /> : null}
      </div>
      {change.error ? <ProblemNotice error={change.error} /> : null}
    </li>
  );
}

function Deactivate({ member: { id, name } }: { member: Member }) {
  const change = useUpdateMember(id);
  return (
    <Confirm
      title={`Deactivate ${name}?`}
      description="They cannot do anything here from now on: their open pages end at once, and their personal tokens are refused. What they did stays on record, and you can let them in again."
      action="Deactivate"
      keep="Leave them in"
      mutation={{ ...change, mutate: (_, options) => change.mutate({ active: false }, options) }}
    >
      <Button size="sm" look="dangerPlain" aria-label={`Deactivate ${name}`}>
        Deactivate
      </Button>
    </Confirm>
  );
}

function Reactivate({ member: { id, name } }: { member: Member }) {
  const change = useUpdateMember(id);
  return (
    <Button
      size="sm"
      disabled={change.isPending}
      aria-label={`Reactivate ${name}`}
      onClick={() => change.mutate({ active: true })}
    >
      Reactivate
    </Button>
  );
}
