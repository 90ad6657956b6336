/** Who may do what in one project. Whose role counts where is said by `project_roles` in the migrations. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { ProjectAccess, Role } from './model/states.ts';
import { type Person, personOf } from './people.ts';
import { memberships, projectMembers, projects, users } from './schema/index.ts';

export type ProjectMemberRow = {
  user: Person;
  /** What counts here. */
  role: Role;
  organisationRole: Role;
  /** Given to them in this project; null where they are here by their role in the organisation. */
  projectRole: Role | null;
};

/** Everybody who sees the project, by name. */
export async function listProjectMembers(tx: Tx, projectId: string): Promise<ProjectMemberRow[]> {
  const rows = await tx
    .select({
      user: personOf(users),
      organisationRole: memberships.role,
      projectRole: projectMembers.role,
      // Absent where it is the one of the organisation; null where they see nothing of it.
      roles: sql<
        Record<string, Role | null>
      >`project_roles(${memberships.orgId}, ${memberships.userId}, ${memberships.role})`,
    })
    .from(projects)
    .innerJoin(memberships, and(eq(memberships.orgId, projects.orgId), isNull(memberships.disabledAt)))
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .leftJoin(
      projectMembers,
      and(eq(projectMembers.projectId, projects.id), eq(projectMembers.userId, memberships.userId)),
    )
    .where(eq(projects.id, projectId))
    .orderBy(asc(users.name), asc(users.id));
  return rows.flatMap(({ roles, ...row }) => {
    const role = projectId in roles ? roles[projectId] : row.organisationRole;
    return role ? [{ ...row, role }] : [];
  });
}

export type ProjectAccessRow = { id: string; name: string; access: ProjectAccess };

/** Held until the transaction ends, so that what is kept about a change is what it was. @throws AuroraError `not_found` */
export async function lockProject(tx: Tx, projectId: string): Promise<ProjectAccessRow> {
  const [row] = await tx
    .select({ id: projects.id, name: projects.name, access: projects.access })
    .from(projects)
    .where(eq(projects.id, projectId))
    .for('no key update');
  if (!row) throw notFound('project');
  return row;
}

/** @throws AuroraError `not_found` */
export async function accessOf(tx: Tx, projectId: string): Promise<ProjectAccess> {
  const [row] = await tx.select({ access: projects.access }).from(projects).where(eq(projects.id, projectId));
  if (!row) throw notFound('project');
  return row.access;
}

export async function setProjectAccess(tx: Tx, projectId: string, access: ProjectAccess): Promise<void> {
  await tx.update(projects).set({ access }).where(eq(projects.id, projectId));
}

type Key = { projectId: string; userId: string };

const ofKey = ({ projectId, userId }: Key) =>
  and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId));

/** @returns the role before, null for somebody who had none. @throws AuroraError `not_found` for who is no active member */
export async function putProjectMember(
  tx: Tx,
  member: Key & { orgId: string; role: Role; addedBy: string },
): Promise<Role | null> {
  const { orgId, userId, role } = member;
  const [active] = await tx
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.orgId, orgId), eq(memberships.userId, userId), isNull(memberships.disabledAt)));
  if (!active) throw notFound('member');
  const [before] = await tx.select({ role: projectMembers.role }).from(projectMembers).where(ofKey(member));
  await tx
    .insert(projectMembers)
    .values(member)
    .onConflictDoUpdate({ target: [projectMembers.projectId, projectMembers.userId], set: { role } });
  return before?.role ?? null;
}

/** @returns the role that they had. @throws AuroraError `not_found` */
export async function removeProjectMember(tx: Tx, key: Key): Promise<Role> {
  const [gone] = await tx.delete(projectMembers).where(ofKey(key)).returning({ role: projectMembers.role });
  if (!gone) throw notFound('member');
  return gone.role;
}
