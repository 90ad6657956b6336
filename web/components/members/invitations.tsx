'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import type { Invitation } from '@/lib/api-types.generated.ts';
import { useInvitations, useRevokeInvitation } from '@/lib/member-queries.ts';
import { roleWords } from '@/lib/role-words.ts';

/** Links that were given out and let nobody in yet. */
export function Invitations() {
  const { data, error, refetch } = useInvitations();
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <Section id="invitations" title="Invited" note="Each link lets one address in, once. To see it again, invite anew.">
      <ul className="panel divide-y divide-border">
        {data.items.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

const Row = ({ invitation }: { invitation: Invitation }) => {
  const { email, role, state, invitedBy, expiresAt } = invitation;
  return (
    <li data-testid="invitation" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 truncate font-medium">{email}</span>
          <Badge>{roleWords[role].label}</Badge>
          {state === 'expired' ? <Badge tone="warn">Expired</Badge> : null}
        </p>
        <p className="text-muted text-xs">
          by {invitedBy.name}, {state === 'expired' ? 'ended' : 'ends'} <TimeText at={expiresAt} />
        </p>
      </div>
      <Revoke invitation={invitation} />
    </li>
  );
};

function Revoke({ invitation: { id, email } }: { invitation: Invitation }) {
  return (
    <Confirm
      title={`Take back the invitation of ${email}?`}
      description="Its link opens nothing any more."
      action="Take it back"
      mutation={useRevokeInvitation(id)}
    >
      <Button size="sm" look="dangerPlain" aria-label={`Take back the invitation of ${email}`}>
        Take back
      </Button>
    </Confirm>
  );
}
