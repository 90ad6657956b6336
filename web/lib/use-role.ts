'use client';

import { useApp } from './app.tsx';
import { useMe } from './queries.ts';
import { mayAct } from './role-words.ts';
import type { Role } from './types.ts';

/** The person's role now; what the session says of it until the API has answered. */
export function useRole(): Role {
  const { viewer } = useApp();
  return useMe().data?.role ?? viewer.role;
}

export const useMay = (least: Role): boolean => mayAct(useRole(), least);
