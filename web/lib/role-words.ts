/** What each role may do, in the order in which they may more. */
import type { Role } from './types.ts';

export const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

export const roleWords: Record<Role, { label: string; says: string }> = {
  viewer: { label: 'Viewer', says: 'Reads everything and changes nothing.' },
  operator: { label: 'Operator', says: 'Also chats, proposes changes, starts plans and syncs.' },
  approver: { label: 'Approver', says: 'Also decides about plans.' },
  admin: { label: 'Admin', says: 'Also connects accounts and places, and says who may what.' },
};

/** To choose from. */
export const roleOptions = roles.map((role) => ({ value: role, label: roleWords[role].label }));

export const mayAct = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least);

/** The parts of `Me` that say what somebody may do, and where. */
export type RolesOf = { role: Role; projectRoles: Record<string, Role> };

/**
 * What counts in a project, as the API counts it: the role there where it is another, else the organisation's.
 *
 * @param projectId null: what belongs to no project
 */
export const roleIn = ({ role, projectRoles }: RolesOf, projectId: string | null): Role =>
  (projectId === null ? undefined : projectRoles[projectId]) ?? role;

/** Whether there is any place for it: the organisation, or one project. */
export const mayActSomewhere = ({ role, projectRoles }: RolesOf, least: Role): boolean =>
  [role, ...Object.values(projectRoles)].some((one) => mayAct(one, least));

/** What somebody of this role can hand on: no more than they may themselves. */
export const rolesUpTo = (role: Role): Role[] => roles.filter((one) => mayAct(role, one));
