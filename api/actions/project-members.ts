/** Who sees a project and what they may do there: kept with its trace, and told to open pages. */
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { appendEvent } from '../../db/events.ts';
import type { ProjectAccess, Role } from '../../db/model/states.ts';
import * as rows from '../../db/project-members.ts';
import { AuroraError } from '../../platform/errors.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db'>;

export function readMembers({ db }: Needs, actor: Actor, projectId: string) {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const access = await rows.accessOf(tx, projectId);
    return { access, items: await rows.listProjectMembers(tx, projectId) };
  });
}

export function changeAccess({ db }: Needs, actor: Actor, projectId: string, access: ProjectAccess): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const before = await rows.lockProject(tx, projectId);
    if (before.access === access) return;
    await rows.setProjectAccess(tx, projectId, access);
    await tell(tx, actor, null);
    const detail = { name: before.name, from: before.access, to: access };
    await keepAudit(tx, actor, { action: 'project.access', subject: { kind: 'project', id: projectId }, detail });
  });
}

type Key = { projectId: string; userId: string };

/** @throws AuroraError `forbidden` for one's own role */
export function giveRole({ db }: Needs, actor: Actor, { projectId, userId }: Key, role: Role): Promise<void> {
  if (userId === actor.userId) throw notOwn();
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { name } = await rows.lockProject(tx, projectId);
    const { orgId } = actor;
    const from = await rows.putProjectMember(tx, { orgId, projectId, userId, role, addedBy: actor.userId });
    if (from === role) return;
    await tell(tx, actor, userId);
    await keep(tx, actor, projectId, { name, userId, from, to: role });
  });
}

export function takeRole({ db }: Needs, actor: Actor, { projectId, userId }: Key): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { name } = await rows.lockProject(tx, projectId);
    const from = await rows.removeProjectMember(tx, { projectId, userId });
    await tell(tx, actor, userId);
    await keep(tx, actor, projectId, { name, userId, from, to: null });
  });
}

const tell = (tx: Tx, { orgId }: Actor, userId: string | null) =>
  appendEvent(tx, orgId, `org:${orgId}`, { type: 'members.changed', payload: { userId } });

const keep = (tx: Tx, actor: Actor, projectId: string, detail: Record<string, unknown>) =>
  keepAudit(tx, actor, { action: 'project.member', subject: { kind: 'project', id: projectId }, detail });

const notOwn = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Nobody changes their own role. Another admin of the project or of your organisation can.',
  });
