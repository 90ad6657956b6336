'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import type { Invitation } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useInvitations, useMailInvitation, useRevokeInvitation } from '@/lib/member-queries.ts';
import { roleWords } from '@/lib/role-words.ts';

/** Links that were given out and let nobody in yet. */
export function Invitations() {
  const { data, error, refetch } = useInvitations();
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <Section
      id="invitations"
      title="Invited"
      note={
        data.sendsMail
          ? 'Each link lets one address in, once.'
          : 'Each link lets one address in, once. This Aurora sends no mail: hand the link over yourself. To see it again, invite anew.'
      }
    >
      <ul className="panel divide-y divide-border">
        {data.items.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} sendsMail={data.sendsMail} />
        ))}
      </ul>
    </Section>
  );
}

const Row = ({ invitation, sendsMail }: { invitation: Invitation; sendsMail: boolean }) => {
  const { email, role, state, invitedBy, expiresAt, mail } = invitation;
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
        {mail ? <MailState mail={mail} /> : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {sendsMail && state === 'pending' && !isUnderWay(mail) ? <SendAgain invitation={invitation} /> : null}
        <Revoke invitation={invitation} />
      </div>
    </li>
  );
};

type Mail = NonNullable<Invitation['mail']>;

const isUnderWay = (mail: Mail | null): boolean => mail?.state === 'waiting' || mail?.state === 'sending';

/** Where the mail with the link is, and what stands in its way. */
function MailState({ mail: { state, reason, sentAt, nextAttemptAt } }: { mail: Mail }) {
  const tone = state === 'dead' || state === 'skipped' ? 'text-bad' : 'text-muted';
  return (
    <p data-testid="invitation-mail" data-mail={state} className={cn('text-xs [overflow-wrap:anywhere]', tone)}>
      {mailWords[state]}
      {state === 'sent' && sentAt ? (
        <>
          {' '}
          <TimeText at={sentAt} />
        </>
      ) : null}
      {reason ? `: ${reason}` : ''}
      {isUnderWay({ state, reason, sentAt, nextAttemptAt }) && nextAttemptAt ? (
        <>
          {' '}
          Next attempt <TimeText at={nextAttemptAt} />.
        </>
      ) : null}
    </p>
  );
}

const mailWords: Record<Mail['state'], string> = {
  waiting: 'Mail is being sent',
  sending: 'Mail is being sent',
  sent: 'Mailed',
  dead: 'Mail could not be sent',
  skipped: 'Mail was not sent',
};

function SendAgain({ invitation: { id, email, mail } }: { invitation: Invitation }) {
  const again = useMailInvitation(id);
  return (
    <>
      <Button
        size="sm"
        disabled={again.isPending}
        aria-label={`Send the mail to ${email}${mail ? ' again' : ''}`}
        onClick={() => again.mutate()}
      >
        {mail ? 'Send again' : 'Send by mail'}
      </Button>
      {again.error ? (
        <div className="order-last basis-full">
          <ProblemNotice error={again.error} />
        </div>
      ) : null}
    </>
  );
}

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
