'use client';

import { useApp } from './app.tsx';
import { useMe, useProjects } from './queries.ts';
import { mayAct, mayActSomewhere, type RolesOf, roleIn } from './role-words.ts';
import type { Role } from './types.ts';

/** The person's roles now; what the session says of them until the API has answered. */
function useRoles(): RolesOf {
  const { viewer } = useApp();
  return useMe().data ?? { role: viewer.role, projectRoles: {} };
}

export const useRole = (): Role => useRoles().role;

export const useMay = (least: Role): boolean => mayAct(useRole(), least);

/** The role that the API holds this person to for what is of a project; null: for what is of none. */
export const useRoleIn = (projectId: string | null): Role => roleIn(useRoles(), projectId);

export const useMayIn = (projectId: string | null, least: Role): boolean => mayAct(useRoleIn(projectId), least);

/** Whether to offer what needs a place that can be chosen later. */
export const useMaySomewhere = (least: Role): boolean => mayActSomewhere(useRoles(), least);

/** The projects in which this person may do so much, to choose from; undefined until they are known. */
export const useProjectsWhere = (least: Role) => useProjects().items?.filter(({ role }) => mayAct(role, least));
