'use client';

import { useApp } from './app.tsx';
import { useMe, useProjects } from './queries.ts';
import { mayAct, roleIn } from './role-words.ts';
import type { Role } from './types.ts';

/** The person's role in the organisation now; what the session says of it until the API has answered. */
export function useRole(): Role {
  const { viewer } = useApp();
  return useMe().data?.role ?? viewer.role;
}

export const useMay = (least: Role): boolean => mayAct(useRole(), least);

/** The role that the API holds this person to for what is of a project; null: for what is of none. */
export function useRoleIn(projectId: string | null): Role {
  const { viewer } = useApp();
  return roleIn(useMe().data ?? { role: viewer.role, projectRoles: {} }, projectId);
}

export const useMayIn = (projectId: string | null, least: Role): boolean => mayAct(useRoleIn(projectId), least);

/** The projects in which this person may do so much, to choose from; undefined until they are known. */
export const useProjectsWhere = (least: Role) => useProjects().items?.filter(({ role }) => mayAct(role, least));
