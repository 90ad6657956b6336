import type { z } from 'zod';
import type { InvitationRow } from '../../db/invitations.ts';
import type { MemberRow } from '../../db/members.ts';
import { mayAct, type Role } from '../../db/model/states.ts';
import type { InvitationView, MemberView } from '../views/members.ts';
import { time, timeOrNull } from './times.ts';

/** @param role of who asks: admins see more of each */
export function memberView(row: MemberRow, role: Role): z.output<typeof MemberView> {
  const { id, name, email } = row.user;
  const shown = { id, name, role: row.role, joinedAt: time(row.joinedAt) };
  if (!mayAct(role, 'admin')) return { ...shown, email: null, state: null, lastSeenAt: null };
  return { ...shown, email, state: row.disabledAt ? 'deactivated' : 'active', lastSeenAt: timeOrNull(row.lastSeenAt) };
}

export const invitationView = ({ invitation, invitedBy, mail }: InvitationRow): z.output<typeof InvitationView> => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invitedBy,
  createdAt: time(invitation.createdAt),
  expiresAt: time(invitation.expiresAt),
  state: invitation.expiresAt > new Date() ? 'pending' : 'expired',
  mail: mail && { ...mail, sentAt: isoOrNull(mail.sentAt), nextAttemptAt: isoOrNull(mail.nextAttemptAt) },
});

/** Postgres writes a time in JSON with its own offset. */
const isoOrNull = (at: string | null) => timeOrNull(at === null ? null : new Date(at));
