import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { appendEvent } from '../../db/events.ts';
import { changeMember, findMember, type MemberChange, type MemberRow } from '../../db/members.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

/** Role and activity of a member; each change is kept by itself. What is as it was is no change. */
export function change(
  { db }: Pick<Parts, 'db'>,
  actor: Actor,
  userId: string,
  asked: MemberChange,
): Promise<MemberRow> {
  const { orgId } = actor;
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { before, after } = await changeMember(tx, { orgId, userId, by: actor.userId }, asked);
    const member = await findMember(tx, userId);
    const subject = { kind: 'user', id: userId };
    const done = [
      before.role === after.role
        ? []
        : [{ action: 'member.role', subject, detail: { name: member.user.name, from: before.role, to: after.role } }],
      before.active === after.active
        ? []
        : [
            {
              action: after.active ? 'member.reactivate' : 'member.deactivate',
              subject,
              detail: { name: member.user.name },
            },
          ],
    ].flat();
    if (done.length === 0) return member;
    await appendEvent(tx, orgId, `org:${orgId}`, { type: 'members.changed', payload: { userId } });
    for (const entry of done) await keepAudit(tx, actor, entry);
    return member;
  });
}
