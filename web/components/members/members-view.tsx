'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useApp } from '@/lib/app.tsx';
import { useMembers } from '@/lib/member-queries.ts';
import { useMay } from '@/lib/use-role.ts';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberRow } from './member-row.tsx';

/** Who belongs to the organisation and what each may do; for admins also who may come in. */
export function MembersView() {
  const { viewer } = useApp();
  const admin = useMay('admin');
  const { data, error, refetch } = useMembers();
  const [inviting, setInviting] = useState(false);
  const items = data?.items;
  return (
    <Page
      title="Members"
      note={`Who belongs to ${viewer.organisation.name}. Projects can give more, or keep to people of their own.`}
      actions={
        admin ? (
          <Button look="primary" data-testid="invite" onClick={() => setInviting(true)}>
            <Plus /> Invite
          </Button>
        ) : null
      }
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={4} className="h-14" /> : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((member) => (
          <MemberRow key={member.id} member={member} mayChange={admin && member.id !== viewer.user.id} />
        ))}
      </ul>
      {admin ? <Invitations /> : null}
      {admin ? <InviteDialog open={inviting} onOpenChange={setInviting} /> : null}
    </Page>
  );
}
